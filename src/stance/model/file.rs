//! Models as files.
//!
//! One line of JSON, which says what the model is; then numbers, little end first: as 32-bit floats the biases, the
//! scales, and for each dense feature its mean, its standard deviation and its four weights; then the rows of weights of
//! terms, four bytes each.

use serde_json::{Value, json};

use super::{N_OUTPUTS, StanceModel};
use crate::stance::features::{N_ROWS, dense_names};

/// What the first line says of the form of the file.
pub(crate) const FORMAT: &str = "rejoinder stance model 1";
/// Scores over a temperature must stay numbers: no temperature is lower, and no number is greater.
const LEAST_TEMPERATURE: f32 = 1e-3;
const GREATEST: f32 = 1e12;

impl StanceModel {
    /// The model as the bytes of a file.
    pub(super) fn write(&self) -> Vec<u8> {
        let header = json!({
            "format": FORMAT,
            "name": self.name,
            "trained_on": self.trained_on,
            "temperature": self.temperature,
            "least_confidence": self.least_confidence,
            "n_rows": self.rows.len(),
            "dense": dense_names(),
        });
        let mut bytes = header.to_string().into_bytes();
        bytes.push(b'\n');
        let mut put = |value: f32| bytes.extend(value.to_le_bytes());
        self.bias.into_iter().chain(self.scale).for_each(&mut put);
        for ((mean, sd), weights) in self.means.iter().zip(&self.sds).zip(&self.dense) {
            [*mean, *sd].into_iter().chain(*weights).for_each(&mut put);
        }
        bytes.extend(self.rows.iter().flatten().map(|weight| weight.cast_unsigned()));
        bytes
    }

    /// Reads a model; the error says what was expected and what found.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let Some(end) = bytes.iter().position(|&byte| byte == b'\n') else {
            return Err(format!("expected a first line that names `{FORMAT}`, but found none"));
        };
        let header: Value = serde_json::from_slice(&bytes[..end])
            .map_err(|error| format!("expected JSON that names `{FORMAT}`: {error}"))?;
        if header["format"] != FORMAT {
            return Err(format!("expected the format `{FORMAT}`, but found {}", header["format"]));
        }
        let names: Vec<&str> = strings(&header["dense"]).collect();
        if dense_names() != names {
            return Err("was made by another version, which looks at other features of texts".to_owned());
        }
        let number = |key: &str| {
            let value = header[key].as_f64().filter(|value| (0.0..1e6).contains(value));
            value.map(|value| value as f32).ok_or_else(|| format!("expected a number as `{key}`"))
        };
        let body = Body::of(&bytes[end + 1..], names.len())?;
        let temperature = number("temperature")?;
        if temperature < LEAST_TEMPERATURE {
            return Err(format!("expected a `temperature` of at least {LEAST_TEMPERATURE}, but found {temperature}"));
        }
        Ok(Self {
            name: header["name"].as_str().unwrap_or_default().to_owned(),
            trained_on: strings(&header["trained_on"]).map(str::to_owned).collect(),
            temperature,
            least_confidence: number("least_confidence")?,
            bias: body.outputs(0),
            scale: body.outputs(1),
            means: body.of_features(0),
            sds: body.of_features(1).into_iter().map(|sd| sd.max(f32::MIN_POSITIVE)).collect(),
            dense: body.weights(),
            rows: body.rows(),
        })
    }
}

fn strings(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str)
}

/// The numbers of a file.
struct Body<'a> {
    floats: Vec<f32>,
    rows: &'a [u8],
}

/// Floats before those of the features, and floats of each feature.
const HEAD: usize = 2 * N_OUTPUTS;
const STEP: usize = 2 + N_OUTPUTS;

impl<'a> Body<'a> {
    fn of(bytes: &'a [u8], n_dense: usize) -> Result<Self, String> {
        let n_floats = HEAD + STEP * n_dense;
        let expected = 4 * n_floats + N_OUTPUTS * N_ROWS;
        let split = bytes.split_at_checked(4 * n_floats).filter(|_| bytes.len() == expected);
        let Some((floats, rows)) = split else {
            return Err(format!("expected {expected} bytes behind the first line, but found {}", bytes.len()));
        };
        let floats: Vec<f32> = floats.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        match floats.iter().position(|value| value.is_nan() || value.abs() > GREATEST) {
            Some(at) => {
                let (place, value) = (at + 1, floats[at]);
                Err(format!(
                    "number {place} behind the first line: expected one of at most {GREATEST:e}, but found {value:e}"
                ))
            }
            None => Ok(Self { floats, rows }),
        }
    }

    fn outputs(&self, nth: usize) -> [f32; N_OUTPUTS] {
        std::array::from_fn(|output| self.floats[nth * N_OUTPUTS + output])
    }

    fn features(&self) -> impl Iterator<Item = &[f32; STEP]> {
        self.floats[HEAD..].as_chunks::<STEP>().0.iter()
    }

    fn of_features(&self, nth: usize) -> Vec<f32> {
        self.features().map(|feature| feature[nth]).collect()
    }

    fn weights(&self) -> Vec<[f32; N_OUTPUTS]> {
        self.features().map(|feature| std::array::from_fn(|output| feature[2 + output])).collect()
    }

    fn rows(&self) -> Vec<[i8; N_OUTPUTS]> {
        self.rows.as_chunks::<N_OUTPUTS>().0.iter().map(|row| row.map(u8::cast_signed)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn builtin() -> Vec<u8> {
        StanceModel::builtin().to_bytes()
    }

    /// The file of the built-in model, its first line changed.
    fn with_line(change: impl Fn(&str) -> String) -> Result<StanceModel, String> {
        let bytes = builtin();
        let end = bytes.iter().position(|&byte| byte == b'\n').unwrap();
        let line = change(std::str::from_utf8(&bytes[..end]).unwrap());
        StanceModel::parse(&[line.as_bytes(), &bytes[end..]].concat())
    }

    #[test]
    fn what_is_written_is_read() {
        let model = StanceModel { name: "a \"name\"\n".to_owned(), ..StanceModel::clone(&StanceModel::builtin()) };
        let sources = vec!["a file of pairs".repeat(5_000)];
        let model = model.with_sources(sources);
        assert_eq!(StanceModel::parse(&model.to_bytes()), Ok(model));
        assert_eq!(StanceModel::builtin().to_bytes(), builtin());
    }

    #[test]
    fn a_file_that_is_no_model_is_refused() {
        let whole = builtin();
        let n_behind = whole.len() - whole.iter().position(|&byte| byte == b'\n').unwrap() - 1;
        for (bytes, message) in [
            (&b""[..], "expected a first line that names `rejoinder stance model 1`, but found none"),
            (b"[]\n", "expected the format `rejoinder stance model 1`, but found null"),
            (b"{\"format\": 3}\n", "expected the format `rejoinder stance model 1`, but found 3"),
            (
                &whole[..whole.len() - 1],
                &format!("expected {n_behind} bytes behind the first line, but found {}", n_behind - 1),
            ),
        ] {
            assert_eq!(StanceModel::parse(bytes).unwrap_err(), message);
        }
        let no_json = StanceModel::parse(b"parent,reply,label\n").unwrap_err();
        assert!(no_json.starts_with("expected JSON that names `rejoinder stance model 1`: "), "{no_json}");
        let longer = [&whole[..], b"x"].concat();
        assert!(StanceModel::parse(&longer).unwrap_err().ends_with(&format!("found {}", n_behind + 1)));
    }

    #[test]
    fn every_end_of_a_file_is_refused() {
        let whole = builtin();
        let head = whole.iter().position(|&byte| byte == b'\n').unwrap() + 200;
        for end in (0..head).step_by(7).chain((head..whole.len()).step_by(9973)) {
            assert!(StanceModel::parse(&whole[..end]).is_err(), "{end}");
        }
    }

    #[test]
    fn a_model_of_other_features_is_refused() {
        let other = with_line(|line| line.replacen("ln_words", "ln_letters", 1)).unwrap_err();
        assert_eq!(other, "was made by another version, which looks at other features of texts");
    }

    #[test]
    fn numbers_that_make_no_probabilities_are_refused() {
        let set = |line: &str, key: &str, value: Value| {
            let mut header: Value = serde_json::from_str(line).unwrap();
            header[key] = value;
            header.to_string()
        };
        for value in [json!(0.0), json!(1e-40)] {
            let message = with_line(|line| set(line, "temperature", value.clone())).unwrap_err();
            assert!(message.starts_with("expected a `temperature` of at least 0.001, but found "), "{message}");
        }
        for value in [json!(-1.0), json!("warm"), Value::Null] {
            let message = with_line(|line| set(line, "temperature", value.clone())).unwrap_err();
            assert_eq!(message, "expected a number as `temperature`");
        }
        assert!(with_line(|line| set(line, "least_confidence", json!([0.5]))).is_err());
        for value in [f32::NAN, f32::INFINITY, -1e30] {
            let mut bytes = builtin();
            let at = bytes.iter().position(|&byte| byte == b'\n').unwrap() + 1 + 4 * 9;
            bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
            let message = StanceModel::parse(&bytes).unwrap_err();
            assert!(message.starts_with("number 10 behind the first line: expected one of at most 1e12"), "{message}");
        }
    }
}
