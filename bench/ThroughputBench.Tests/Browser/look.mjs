// Opens pages in a headless Chromium, as files and from a server of its own, light and dark, narrow and wide, and says what is wrong with them.
// node look.mjs CHROMIUM SCREENSHOTS ROOT PAGE...     (pages relative to ROOT; SCREENSHOTS may be '' for none)
import { createRequire } from 'node:module';
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [executablePath, screenshots, root, ...pages] = process.argv.slice(2);
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const problems = [];
let views = 0;

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

/** What is wrong with a page as it is laid out; runs in the page. */
function layoutProblems() {
  const found = [];
  if (document.documentElement.scrollWidth > window.innerWidth)
    found.push(`the page is ${document.documentElement.scrollWidth} px wide in a window of ${window.innerWidth}`);
  for (const figure of document.querySelectorAll('figure')) {
    const svg = figure.querySelector('svg');
    const box = svg?.getBoundingClientRect();
    if (!svg || box.width < 200 || box.height < 60 || svg.querySelectorAll('polyline, ellipse, rect, polygon').length < 3)
      found.push(`a plot is not drawn: ${figure.querySelector('figcaption')?.textContent}`);
    if (!svg?.querySelector('title')?.textContent || !figure.querySelector('table'))
      found.push('a plot lacks its title or its table');
    const texts = [...svg?.querySelectorAll('text') ?? []].map(text => [text, text.getBoundingClientRect()]);
    for (const [i, [text, at]] of texts.entries()) {
      for (const [other, there] of texts.slice(i + 1)) {
        if (at.left < there.right - 1 && there.left < at.right - 1 && at.top < there.bottom - 3 && there.top < at.bottom - 3)
          found.push(`a plot has the texts '${text.textContent}' and '${other.textContent}' one over the other`);
      }
      if (at.left < box.left - 1 || at.right > box.right + 1 || at.top < box.top - 1 || at.bottom > box.bottom + 1)
        found.push(`a plot cuts off the text '${text.textContent}'`);
    }
  }
  for (const box of document.querySelectorAll('.table, .plot, pre')) {
    if (box.scrollWidth > box.clientWidth + 1 && box.tabIndex !== 0)
      found.push('a box scrolls and cannot be reached by keyboard');
  }
  const ids = [...document.querySelectorAll('[id]')].map(element => element.id);
  if (new Set(ids).size !== ids.length)
    found.push('an id stands twice');
  if (document.querySelector('script'))
    found.push('there is a script');
  return found;
}

for (const page of pages) {
  const addresses = { file: pathToFileURL(join(root, page)).href, server: `http://127.0.0.1:${server.address().port}/${page}` };
  for (const [from, address] of Object.entries(addresses)) {
    for (const colorScheme of ['light', 'dark']) {
      for (const width of [360, 1440]) {
        const view = `${page} (${from}, ${colorScheme}, ${width} px)`;
        const report = what => problems.push(`${view}: ${what}`);
        const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
        const tab = await context.newPage();
        tab.on('console', message => ['error', 'warning'].includes(message.type()) && report(`console: ${message.text()}`));
        tab.on('pageerror', error => report(`error: ${error.message}`));
        tab.on('request', request => request.url() !== address && !request.url().startsWith('data:') && report(`a request to ${request.url()}`));
        await tab.goto(address, { waitUntil: 'load' });
        (await tab.evaluate(layoutProblems)).forEach(report);
        const ground = await tab.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/\d+/g).slice(0, 3).map(Number));
        if (ground.every(part => part > 128) !== (colorScheme === 'light'))
          report(`the ground is ${ground}`);
        if (from === 'file') {
          await tab.addScriptTag({ path: axe });
          const { violations } = await tab.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));
          violations.forEach(violation => report(`axe: ${violation.id}: ${violation.help}: ${violation.nodes.slice(0, 3).map(node => node.html.slice(0, 120)).join(' | ')}`));
          if (screenshots)
            await tab.screenshot({ path: join(screenshots, `${page.replaceAll('/', '_')}-${colorScheme}-${width}.png`), fullPage: true });
        }
        views++;
        await context.close();
      }
    }
  }
}
await browser.close();
server.close();
problems.forEach(problem => console.log(problem));
console.log(`${views} views, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
