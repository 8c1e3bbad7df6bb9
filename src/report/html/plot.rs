//! Plots with two axes, drawn by plotters as SVG that stands in the page.
//!
//! Colours are written as the fixed ones below; the style sheet turns them into those of the reader's theme.

use std::ops::Range;

use maud::{Markup, PreEscaped, html};
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;

type Failed<'a> = DrawingAreaErrorKind<<SVGBackend<'a> as DrawingBackend>::ErrorType>;
type Chart<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// The size of a plot that stands alone, and of one beside another.
const SIZES: [(u32, u32); 2] = [(720, 300), (430, 260)];
const FONT: (&str, u32) = ("sans-serif", 13);
const INK: RGBColor = RGBColor(0x10, 0x20, 0x30);
const GRID: RGBColor = RGBColor(0xd0, 0xd1, 0xd2);
const MAIN: RGBColor = RGBColor(0x1f, 0x5f, 0x8b);
const SECOND: RGBColor = RGBColor(0xb4, 0x53, 0x1a);

/// What a plot shows at one place of the axis below.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Mark {
    /// Where on the axis below.
    pub(super) x: f64,
    /// How high.
    pub(super) y: f64,
    /// How far values spread around it, up and down; 0 draws nothing.
    pub(super) spread: f64,
}

/// A plot of one variable over another.
#[derive(Debug)]
pub(super) struct Plot<'a> {
    /// What it shows, for those who cannot see it.
    pub(super) label: &'a str,
    /// What the axis below means.
    pub(super) x: &'a str,
    /// What the other one means.
    pub(super) y: &'a str,
    /// How wide a bar is on the axis below.
    pub(super) step: f64,
    /// Whether only whole numbers stand below.
    pub(super) is_counted: bool,
    /// Whether it stands beside another plot, and has to do with half the width.
    pub(super) is_narrow: bool,
    pub(super) marks: &'a [Mark],
}

impl Plot<'_> {
    fn size(&self) -> (u32, u32) {
        if self.is_narrow { SIZES[1] } else { SIZES[0] }
    }

    /// How many numbers stand below at most.
    fn n_labels(&self) -> f64 {
        if self.is_narrow { 6.0 } else { 12.0 }
    }
}

/// Bars that stand on 0.
pub(super) fn bars(plot: &Plot<'_>) -> Markup {
    let top = plot.marks.iter().map(|mark| mark.y).fold(0.0, f64::max);
    drawn(plot, 0.0..(top * 1.08).max(1.0), |chart| {
        let half = plot.step * 0.42;
        let bar = |mark: &Mark| Rectangle::new([(mark.x - half, 0.0), (mark.x + half, mark.y)], MAIN.filled());
        chart.draw_series(plot.marks.iter().map(bar)).map(drop)
    })
}

/// Points with the spread around them, on an axis between two values.
pub(super) fn points(plot: &Plot<'_>, range: Range<f64>) -> Markup {
    drawn(plot, range.clone(), |chart| {
        let bound = |y: f64| y.clamp(range.start, range.end);
        let spread = |mark: &Mark| {
            let ends = [(mark.x, bound(mark.y - mark.spread)), (mark.x, bound(mark.y + mark.spread))];
            PathElement::new(ends, SECOND.stroke_width(2))
        };
        chart.draw_series(plot.marks.iter().filter(|mark| mark.spread > 0.0).map(spread))?;
        chart.draw_series(plot.marks.iter().map(|mark| Circle::new((mark.x, mark.y), 5, MAIN.filled()))).map(drop)
    })
}

/// The axes, with what `draw` puts between them; nothing where drawing fails, as the numbers stand below in any case.
fn drawn<'p>(
    plot: &Plot<'p>,
    y: Range<f64>,
    draw: impl FnOnce(&mut Chart<'_, '_>) -> Result<(), Failed<'static>>,
) -> Markup {
    let mut svg = String::new();
    match draw_into(&mut svg, plot, y, draw) {
        Ok(()) => html! { div.plot role="img" aria-label=(plot.label) { (PreEscaped(tidied(&svg, plot.size()))) } },
        Err(_) => html! {},
    }
}

fn draw_into(
    svg: &mut String,
    plot: &Plot<'_>,
    y: Range<f64>,
    draw: impl FnOnce(&mut Chart<'_, '_>) -> Result<(), Failed<'static>>,
) -> Result<(), Failed<'static>> {
    let root = SVGBackend::with_string(svg, plot.size()).into_drawing_area();
    let ends = plot.marks.iter().map(|mark| mark.x).fold((f64::MAX, f64::MIN), |(a, b), x| (a.min(x), b.max(x)));
    let x = ends.0 - plot.step * 0.7..ends.1 + plot.step * 0.7;
    let most = plot.n_labels();
    let n_labels = if plot.is_counted { (ends.1 - ends.0).clamp(1.0, most) } else { most } as usize + 1;
    let mut chart =
        ChartBuilder::on(&root).margin(8).x_label_area_size(44).y_label_area_size(60).build_cartesian_2d(x, y)?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(GRID)
        .axis_style(INK)
        .label_style(FONT.into_font().color(&INK))
        .axis_desc_style(FONT.into_font().color(&INK))
        .x_labels(n_labels)
        .y_labels(5)
        .x_label_formatter(&short)
        .y_label_formatter(&short)
        .x_desc(plot.x)
        .y_desc(plot.y)
        .draw()?;
    draw(&mut chart)?;
    drop(chart);
    root.present()
}

/// A number with as few decimals as tell it.
fn short(value: &f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// The drawing without what a page does not need: its own size, lines that are not seen.
fn tidied(svg: &str, (width, height): (u32, u32)) -> String {
    let size = format!(" width=\"{width}\" height=\"{height}\"");
    let seen = svg.lines().filter(|line| !line.contains("opacity=\"0\""));
    let text: String = seen.collect();
    text.replacen(&size, " aria-hidden=\"true\" focusable=\"false\"", 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plot(marks: &[Mark]) -> Plot<'_> {
        Plot { label: "a <label>", x: "level & more", y: "n", step: 1.0, is_counted: true, is_narrow: false, marks }
    }

    #[test]
    fn bars_are_drawn_and_escaped() {
        let marks = [1.0, 2.0].map(|x| Mark { x, y: 3.0 * x, spread: 0.0 });
        let text = bars(&plot(&marks)).into_string();
        assert_eq!(text.matches("fill=\"#1F5F8B\"").count(), 2, "{text}");
        assert!(text.contains("a &lt;label&gt;") && text.contains("level &amp; more"), "{text}");
        assert!(!text.contains("style="), "{text}");
    }

    #[test]
    fn points_show_their_spread() {
        let marks = [Mark { x: 1.0, y: 2.0, spread: 0.5 }, Mark { x: 2.0, y: 2.0, spread: 0.0 }];
        let text = points(&plot(&marks), -1.0..5.0).into_string();
        assert_eq!((text.matches("<circle").count(), text.matches("stroke=\"#B4531A\"").count()), (2, 1), "{text}");
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!([2.0, 2.25, -1.0].map(|value| short(&value)), ["2", "2.2", "-1"]);
    }
}
