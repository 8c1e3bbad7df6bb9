// Follows the link of every comment in pages of `rejoinder report` and says how far from its place one lands; called by
// check_report.py.
// usage: node report_links.mjs MODULES PLAN.json
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [modules, planFile] = process.argv.slice(2);
const { chromium } = createRequire(modules + "/")("playwright-core");
const pages = JSON.parse(readFileSync(planFile, "utf8")).links;
const MOST_PX = 5;
const WIDTHS = [390, 1280];
const MOTIONS = ["no-preference", "reduce"];
// Of a page with more comments than this, every tenth comment is visited once for each width (with EVERY_LINK=1 every one, which
// takes minutes), and a part of them in other ways.
const LARGE = 1_000;
const MAIN_PART = process.env.EVERY_LINK ? Infinity : 500;
const PART = 50;
const FRESH = 8;
const DRAWN = 25;

const findings = [];
let visits = 0;

// Runs in the page. A comment stands in its place if its top is where the padding for the fixed bar ends or, where the
// page ends before, if it is in the window.
const helpers = () => {
  const root = document.documentElement;
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const error = (id) => {
    const top = document.getElementById(id).getBoundingClientRect().top;
    const place = parseFloat(getComputedStyle(root).scrollPaddingTop);
    const isAtEnd = root.scrollHeight - innerHeight - scrollY < 2;
    return isAtEnd && top >= place && top < innerHeight ? 0 : Math.abs(top - place);
  };
  const settled = async (id) => {
    await frame();
    await frame();
    return error(id);
  };
  // Of a large page only each `drawn`th place is drawn and measured again: the event that the page waits for is sent at
  // once, as drawing would take minutes.
  const visit = async (ids, drawn) => {
    const worst = { px: 0, id: ids[0] };
    for (const [i, id] of ids.entries()) {
      location.hash = id;
      if (drawn > 1) dispatchEvent(new HashChangeEvent("hashchange"));
      const px = i % drawn === 0 ? await settled(id) : error(id);
      if (px > worst.px) Object.assign(worst, { px, id });
    }
    return worst;
  };
  window.links = { error, settled, visit };
};

// Every comment in an order in which the next is far away; at most so many, spread over the page.
function spread(n, most) {
  const step = Math.max(1, Math.floor(n / most));
  const ids = Array.from({ length: Math.floor(n / step) }, (_, i) => `c${1 + i * step}`);
  return ids.map((_, i) => ids[(i * 7_919) % ids.length]);
}

function tell(what, { px, id }, n) {
  visits += n;
  console.log(`${what}: ${n} links, ${px.toFixed(1)} px at most (${id})`);
  if (px > MOST_PX) findings.push(`${what}: the link to ${id} ends ${px.toFixed(0)} px from its place`);
}

async function opened(browser, path, options) {
  const context = await browser.newContext({ reducedMotion: "no-preference", ...options });
  const page = await context.newPage();
  page.on("pageerror", (error) => findings.push(`${path}: ${error}`));
  await page.goto(path);
  return page;
}

// All addresses in one page, as they are typed.
async function typed(browser, { n, path, bare }, width) {
  const viewport = { width, height: 800 };
  for (const [script, file] of [["script", path], ["no script", bare]]) {
    for (const reducedMotion of MOTIONS) {
      const isMain = script === "script" && reducedMotion === "no-preference";
      const ids = spread(n, n > LARGE ? Math.min(n, isMain ? MAIN_PART : PART) : n);
      const page = await opened(browser, pathToFileURL(file).href, { viewport, reducedMotion });
      await page.evaluate(helpers);
      const drawn = ids.length > LARGE ? DRAWN : 1;
      const worst = await page.evaluate(([all, each]) => links.visit(all, each), [ids, drawn]);
      tell(`${n} comments, ${width} px wide, ${script}, motion ${reducedMotion}`, worst, ids.length);
      await page.context().close();
    }
  }
}

// Pages that open with an address of a comment, where scripts may run and where they may not.
async function fresh(browser, { n, path }, width) {
  for (const javaScriptEnabled of [true, false]) {
    const worst = { px: 0, id: "none" };
    const ids = spread(n, FRESH);
    for (const id of ids) {
      const page = await opened(browser, `${pathToFileURL(path).href}#${id}`, { viewport: { width, height: 800 }, javaScriptEnabled });
      await page.waitForTimeout(200);
      const px = await page.evaluate(`(${helpers})(); links.error("${id}")`);
      if (px > worst.px) Object.assign(worst, { px, id });
      await page.context().close();
    }
    tell(`${n} comments, ${width} px wide, opened ${javaScriptEnabled ? "with" : "without"} script`, worst, ids.length);
  }
}

// Links that are clicked, also where everything is folded and where the address stays as it is, and the way back.
async function clicked(browser, { n, path }, width) {
  const page = await opened(browser, pathToFileURL(path).href, { viewport: { width, height: 800 } });
  await page.evaluate(helpers);
  const result = await page.evaluate(async () => {
    const worst = { px: 0, id: "none" };
    let n = 0;
    const look = async (id) => {
      const px = await links.settled(id);
      n += 1;
      if (px > worst.px) Object.assign(worst, { px, id });
    };
    const all = Array.from(document.querySelectorAll('main a[href^="#c"]'));
    const some = all.filter((_, i) => i % Math.ceil(all.length / 60) === 0);
    const follow = async (link) => {
      link.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, view: window }));
      await look(link.getAttribute("href").slice(1));
    };
    for (const link of some) await follow(link);
    for (const link of some.slice(0, 20)) {
      document.getElementById("fold-all").click();
      await follow(link);
      scrollTo(0, 0);
      document.getElementById("fold-all").click();
      await follow(link);
    }
    for (const go of [-1, -1, 1, -1, 1, 1]) {
      await new Promise((done) => { addEventListener("hashchange", done, { once: true }); history.go(go); });
      await look(location.hash.slice(1));
    }
    return { ...worst, n };
  });
  tell(`${n} comments, ${width} px wide, clicked`, result, result.n);
  await page.context().close();
}

async function all(width) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync", "--disable-frame-rate-limit"],
  });
  for (const it of pages) for (const visitor of [typed, clicked, fresh]) await visitor(browser, it, width);
  await Promise.race([browser.close(), new Promise((done) => setTimeout(done, 5_000))]);
}

const start = Date.now();
const late = setTimeout(() => { console.log("the links take too long"); process.exit(1); }, 1_200_000);
try {
  await Promise.all(WIDTHS.map(all));
} catch (error) {
  findings.push(String(error).split("\n")[0]);
}
clearTimeout(late);
console.log(`${visits} links followed in ${Math.round((Date.now() - start) / 1000)} s, ${findings.length} findings`);
findings.forEach((it) => console.log(it));
process.exit(findings.length ? 1 : 0);
