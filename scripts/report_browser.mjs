// Opens pages of `rejoinder report` in Chromium and says what is wrong with them; called by check_report.py.
// usage: node report_browser.mjs MODULES PLAN.json SHOTS
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [modules, planFile, shots] = process.argv.slice(2);
const require = createRequire(modules + "/");
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const plan = JSON.parse(readFileSync(planFile, "utf8"));

const findings = [];
const counts = { pages: 0, checks: 0, payload_pages: 0 };
let page;
let where = "";
const check = (is, what) => {
  counts.checks += 1;
  if (!is) findings.push(`${where}: ${what}`);
};

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});

async function open(path, options = {}) {
  if (page) await page.context().close();
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, colorScheme: "light", ...options });
  page = await context.newPage();
  where = path.split("/").slice(-2).join("/");
  page.on("console", (it) => { if (["error", "warning"].includes(it.type())) findings.push(`${where}: console: ${it.text()}`); });
  page.on("pageerror", (error) => findings.push(`${where}: ${error}`));
  page.on("dialog", (it) => { findings.push(`${where}: a dialog`); it.dismiss(); });
  page.on("request", (it) => { if (!it.url().startsWith("file:")) findings.push(`${where}: asks for ${it.url()}`); });
  await page.addInitScript(() => { window.HXSS = () => { document.title = "HIT"; }; });
  const start = Date.now();
  await page.goto(pathToFileURL(path).href, { waitUntil: "load" });
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
  counts.pages += 1;
  if (process.env.VERBOSE) console.log(`${where}: ${Date.now() - start} ms`);
  return Date.now() - start;
}

// The policy keeps axe from being added to the page, so that it is run as the browser's own.
async function accessible(name) {
  const results = await page.evaluate(`(() => { ${axe}; return window.axe.run(document, { resultTypes: ["violations"] }); })()`);
  for (const it of results.violations) {
    const nodes = it.nodes.slice(0, 3).map((node) => node.target.join(" ") + " " + (node.failureSummary ?? "").split("\n").slice(1, 2).join("")).join(" | ");
    const said = `axe ${name}: ${it.impact}: ${it.id} (${it.nodes.length}): ${nodes}`;
    if (["serious", "critical"].includes(it.impact)) findings.push(`${where}: ${said}`);
    else console.log(`note: ${where}: ${said}`);
  }
  counts.checks += 1;
}

async function hostile(path) {
  await open(path);
  counts.payload_pages += 1;
  // What waits for a hand gets one.
  await page.evaluate(() => {
    for (const it of document.querySelectorAll("body *")) {
      for (const type of ["mouseover", "load", "error", "focus"]) it.dispatchEvent(new Event(type));
    }
  });
  check(await page.title() !== "HIT", "a payload ran");
  const bad = await page.evaluate(() => Array.from(document.querySelectorAll("*")).flatMap((it) => [
    ...Array.from(it.attributes).filter((a) => a.name.startsWith("on") || a.name === "style" || a.name === "srcdoc").map((a) => `${it.tagName} ${a.name}`),
    ...(["IFRAME", "BASE", "OBJECT", "EMBED", "IMG", "MATH"].includes(it.tagName.toUpperCase()) ? [it.tagName] : []),
    ...(it.tagName === "A" && !/^(https?:|#|file:|[a-z0-9-]+\.html$)/.test(it.getAttribute("href") ?? "") && !(it.getAttribute("href")?.animVal) ? [`href ${it.getAttribute("href")}`] : []),
    ...(it.tagName === "A" && /^https?:/.test(it.getAttribute("href")) && it.rel !== "noopener noreferrer nofollow" ? ["rel"] : []),
  ]));
  check(bad.length === 0, `stands in the page: ${bad.slice(0, 5).join(", ")}`);
  check(await page.locator("script").count() === 1, "there is another script");
}

async function thread(path) {
  await open(path);
  await accessible("light");
  await page.emulateMedia({ colorScheme: "dark" });
  await accessible("dark");
  await page.emulateMedia({ colorScheme: "light" });
  const first = page.locator("#notable ol li > a").first();
  if (await first.count()) {
    const target = await first.getAttribute("href");
    await first.click();
    await page.waitForTimeout(900);
    const top = await page.locator(target).evaluate((it) => it.getBoundingClientRect().top);
    check(top > -5 && top < 850, `a click on ${target} leaves it at ${top}`);
    check(new URL(page.url()).hash === target, "the address does not change");
  }
  if (await page.locator("#thread details").count()) {
    const head = page.locator("#thread details > summary").first();
    const isOpen = () => head.evaluate((it) => it.parentElement.open);
    await head.focus();
    await page.keyboard.press("Enter");
    check(!await isOpen(), "Enter does not fold");
    await page.keyboard.press("Space");
    check(await isOpen(), "Space does not open");
    await page.locator("#fold-all").click();
    check(await page.locator("#thread .comments details[open]").count() === 0, "not everything folds");
    const last = await page.locator("#thread li[id]").last().getAttribute("id");
    await page.evaluate((id) => { location.hash = id; }, last);
    await page.waitForTimeout(900);
    check(await page.locator(`#${last}`).isVisible(), "an address does not open what is folded");
  }
  for (const width of [1200, 380]) {
    await page.setViewportSize({ width, height: 900 });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    check(over <= 0, `is ${over} pixels wider than a window of ${width}`);
  }
  await page.setViewportSize({ width: 1200, height: 900 });
  const dot = page.locator(".radial svg a").last();
  if (await dot.count()) {
    await page.evaluate(() => scrollTo(0, 0));
    const target = await dot.getAttribute("href");
    await dot.dispatchEvent("click");
    check(new URL(page.url()).hash === target, "a dot of the tree does not lead to its comment");
  }
  const stance = page.locator("#by-stance");
  if (await stance.count()) {
    const colour = () => page.locator(".radial .tree .n").evaluateAll((all) => all.map((it) => getComputedStyle(it).fill).join());
    const before = await colour();
    await stance.check();
    check(await colour() !== before, "the colours do not change");
    check(await page.locator(".of-stances").isVisible(), "the legend does not change");
  }
}

async function overview(path) {
  await open(path);
  await accessible("light");
  await page.emulateMedia({ colorScheme: "dark" });
  await accessible("dark");
  const column = () => page.locator("table.sortable tbody tr td:nth-child(3)").evaluateAll((all) => all.map((it) => Number(it.dataset.v)));
  const head = page.locator("table.sortable th button").nth(2);
  await head.click();
  let values = await column();
  check(values.every((it, i) => i === 0 || values[i - 1] >= it), "a click does not sort");
  await head.focus();
  await page.keyboard.press("Enter");
  values = await column();
  check(values.every((it, i) => i === 0 || values[i - 1] <= it), "Enter does not sort the other way");
  check(await page.locator("th[aria-sort=ascending]").count() === 1, "the order is not told");
  await page.locator("table.sortable tbody a").first().click();
  await page.waitForLoadState();
  check(await page.locator("#thread").count() === 1, "a title does not lead to its page");
}

async function large(path, most) {
  let best = Infinity;
  for (let i = 0; i < 5; i += 1) best = Math.min(best, await open(path));
  console.log(`${where}: opened in ${best} ms at best`);
  check(best < most, `opens in ${best} ms, and not in ${most}`);
}

async function shoot({ path, name, scheme, part, click }) {
  await open(path, { colorScheme: scheme === "dark" ? "dark" : "light" });
  if (scheme === "print") {
    await page.pdf({ path: `${shots}/${name}.pdf`, format: "A4", printBackground: true });
    await page.emulateMedia({ media: "print" });
  }
  if (click) await page.locator(click).click();
  if (part) await page.locator(part).first().screenshot({ path: `${shots}/${name}.png` });
  else await page.screenshot({ path: `${shots}/${name}.png`, fullPage: scheme !== "screen" });
}

// A page that hangs is told of, and not waited for.
async function within(what, path) {
  let timer;
  const late = new Promise((_, fail) => { timer = setTimeout(() => fail(new Error("hangs")), 120_000); });
  try {
    await Promise.race([what(), late]);
  } catch (error) {
    findings.push(`${path.split("/").slice(-2).join("/")}: ${String(error).split("\n")[0]}`);
    page = undefined;
  } finally {
    clearTimeout(timer);
  }
}

for (const it of plan.shots ?? []) await within(() => shoot(it), it.path);
for (const path of plan.hostile ?? []) await within(() => hostile(path), path);
for (const path of plan.threads ?? []) await within(() => thread(path), path);
for (const path of plan.overviews ?? []) await within(() => overview(path), path);
for (const it of plan.large ?? []) await within(() => large(it.path, it.most_ms), it.path);
await Promise.race([browser.close(), new Promise((done) => setTimeout(done, 5_000))]);
console.log(`${counts.pages} pages opened, ${counts.checks} checks, ${counts.payload_pages} pages with payloads, ${findings.length} findings`);
findings.forEach((it) => console.log(it));
process.exit(findings.length ? 1 : 0);
