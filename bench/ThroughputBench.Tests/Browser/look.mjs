// Opens pages in a headless Chromium, as files and from a server of its own, light and dark, on a phone, a tablet and a desk, and says what is
// wrong with them. The first lines are figures: for each page and width what is too wide, cut or unmarked, and the page's bytes.
// node look.mjs CHROMIUM SCREENSHOTS ROOT PAGE...     (pages relative to ROOT; SCREENSHOTS may be '' for none)
import { createRequire } from 'node:module';
import { createServer } from 'node:http';
import { readFile, stat } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { figuresOf, layoutProblems } from './layout.mjs';

const [executablePath, screenshots, root, ...pages] = process.argv.slice(2);
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const problems = [];
const figures = [];
let views = 0;

// axe is most of the time of a view; its rules are asked at the narrowest and at the widest, each in its own colours.
const viewsOfAPage = [
  { from: 'file', colorScheme: 'light', width: 390, withAxe: true },
  { from: 'file', colorScheme: 'light', width: 768 },
  { from: 'file', colorScheme: 'light', width: 1280 },
  { from: 'file', colorScheme: 'dark', width: 1280, withAxe: true },
  { from: 'server', colorScheme: 'light', width: 1280 },
];

const server = createServer(async (request, response) => {
  try {
    const path = normalize(decodeURIComponent(new URL(request.url, 'http://localhost').pathname));
    response.setHeader('Content-Type', path.endsWith('.html') ? 'text/html' : path.endsWith('.svg') ? 'image/svg+xml' : 'text/plain');
    response.end(await readFile(join(root, path)));
  } catch {
    response.statusCode = 404;
    response.end();
  }
});
await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });

/** The targets of a page's links that do not exist; a link to a place in a page needs that place. */
async function brokenLinks(links) {
  const broken = [];
  for (const link of [...new Set(links)].filter(link => link.startsWith('file:'))) {
    const url = new URL(link);
    const path = fileURLToPath(new URL(url.pathname, 'file:'));
    try {
      const isFolder = (await stat(path)).isDirectory();
      if (url.hash && (isFolder || !(await readFile(path, 'utf8')).includes(`id="${decodeURIComponent(url.hash.slice(1))}"`)))
        broken.push(link);
    } catch {
      broken.push(link);
    }
  }
  return broken.map(link => link.slice(link.indexOf(root) + root.length + 1));
}

async function violationsOf(tab) {
  await tab.addScriptTag({ path: axe });
  return (await tab.evaluate(() => axe.run(document, { resultTypes: ['violations'] }))).violations;
}

for (const page of pages) {
  const addresses = { file: pathToFileURL(join(root, page)).href, server: `http://127.0.0.1:${server.address().port}/${page}` };
  for (const { from, colorScheme, width, withAxe } of viewsOfAPage) {
    const view = `${page} (${from}, ${colorScheme}, ${width} px)`;
    const report = what => problems.push(`${view}: ${what}`);
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
    const tab = await context.newPage();
    tab.on('console', message => ['error', 'warning'].includes(message.type()) && report(`console: ${message.text()}`));
    tab.on('pageerror', error => report(`error: ${error.message}`));
    tab.on('request', request => request.url() !== address && !request.url().startsWith('data:') && report(`a request to ${request.url()}`));
    const address = addresses[from];
    await tab.goto(address, { waitUntil: 'load' });
    if (screenshots && from === 'file')
      await tab.screenshot({ path: join(screenshots, `${page.replaceAll('/', '_')}-${colorScheme}-${width}.png`), fullPage: true });
    await tab.evaluate(() => document.querySelectorAll('details').forEach(fold => (fold.open = true)));
    await tab.evaluate(() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    (await tab.evaluate(layoutProblems)).forEach(report);
    const ground = await tab.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/\d+/g).slice(0, 3).map(Number));
    if (ground.every(part => part > 128) !== (colorScheme === 'light'))
      report(`the ground is ${ground}`);
    if (from === 'file') {
      const broken = await brokenLinks(await tab.evaluate(() => [...document.querySelectorAll('a[href]')].map(link => link.href)));
      broken.forEach(link => report(`a link leads nowhere: ${link}`));
      const violations = withAxe ? await violationsOf(tab) : [];
      violations.forEach(violation => report(`axe: ${violation.id}: ${violation.help}: ${violation.nodes.slice(0, 3).map(node => node.html.slice(0, 120)).join(' | ')}`));
      if (colorScheme === 'light') {
        const seen = { ...(await tab.evaluate(figuresOf)), brokenLinks: broken.length, ...(withAxe && { axe: violations.length }) };
        const bytes = (await stat(join(root, page))).size;
        figures.push(`${page}, ${width} px: ${Object.entries(seen).map(([name, value]) => `${name} ${value}`).join(', ')}, ${bytes} bytes`);
      }
    }
    views++;
    await context.close();
  }
}
await browser.close();
server.close();
figures.forEach(line => console.log(line));
problems.forEach(problem => console.log(problem));
console.log(`${views} views, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
