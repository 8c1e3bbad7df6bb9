// Saves pages with Chromium as a web archive (MHTML) and as the text of their elements after scripts ran; called by
// check_saves.py.
// usage: node save_page.mjs MODULES PLAN.json
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";

const [modules, planFile] = process.argv.slice(2);
const { chromium } = createRequire(modules + "/")("playwright-core");
const { url, resolve, mhtml, dom, xhtml, form } = JSON.parse(readFileSync(planFile, "utf8"));

// Runs in the page. The elements as HTML and as XML, and as browsers rewrite them for 'web page, complete': addresses
// are absolute, the save's encoding is named first and the page's own name of it is gone.
const written = () => {
  const doctype = new XMLSerializer().serializeToString(document.doctype);
  const dom = doctype + "\n" + document.documentElement.outerHTML;
  const xhtml = new XMLSerializer().serializeToString(document);
  for (const meta of document.querySelectorAll("meta[charset], meta[http-equiv=content-type i]")) meta.remove();
  const absolute = { a: "href", form: "action", link: "href", script: "src", img: "src", iframe: "src" };
  for (const [name, attribute] of Object.entries(absolute)) {
    for (const it of document.querySelectorAll(`${name}[${attribute}]`)) it.setAttribute(attribute, it[attribute]);
  }
  const kind = '<meta http-equiv="Content-Type" content="text/html; charset=UTF-8">';
  const note = `<!-- saved from url=(${String(location.href.length).padStart(4, "0")})${location.href} -->`;
  const form = [doctype, note, document.documentElement.outerHTML.replace(/<head[^>]*>/, (head) => head + kind)];
  return { dom, xhtml, form: form.join("\n") };
};

const late = setTimeout(() => { console.error("Chromium takes too long"); process.exit(1); }, 50_000);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    `--host-resolver-rules=${resolve}`],
});
const page = await browser.newPage();
await page.goto(url, { waitUntil: "load" });
const session = await page.context().newCDPSession(page);
const { data } = await session.send("Page.captureSnapshot", { format: "mhtml" });
writeFileSync(mhtml, data);
const texts = await page.evaluate(written);
writeFileSync(dom, texts.dom);
writeFileSync(xhtml, texts.xhtml);
writeFileSync(form, texts.form);
await Promise.race([browser.close(), new Promise((done) => setTimeout(done, 3_000))]);
clearTimeout(late);
process.exit(0);
