// What look.mjs asks of a page as it is laid out. Both functions run in the page, so each stands alone. All folds are open.

/** What is wrong with the page. */
export function layoutProblems() {
  const found = [];
  const isSlanted = text => /rotate\(-?(?!90\)|0\))/.test(text.getAttribute('transform') ?? '');
  const isWithin = (text, box) => {
    const toScreen = text.getScreenCTM();
    return Array.from({ length: text.getNumberOfChars() }, (_, i) => text.getStartPositionOfChar(i).matrixTransform(toScreen))
      .some(letter => letter.x > box.left && letter.x < box.right && letter.y > box.top && letter.y < box.bottom);
  };
  /** Of two texts of one slant: whether the lines of their letters are closer than a letter is high, where both have letters. */
  const isAcross = (text, other) => {
    const ends = of => {
      const toScreen = of.getScreenCTM();
      return [of.getStartPositionOfChar(0), of.getEndPositionOfChar(of.getNumberOfChars() - 1)].map(end => end.matrixTransform(toScreen));
    };
    const [begin, end] = ends(text), others = ends(other);
    const [x, y] = [end.x - begin.x, end.y - begin.y], length = Math.hypot(x, y);
    const apart = others.map(point => Math.abs((point.x - begin.x) * y - (point.y - begin.y) * x) / length);
    const along = others.map(point => ((point.x - begin.x) * x + (point.y - begin.y) * y) / length);
    const { a, b } = text.getScreenCTM();
    return Math.min(...apart) < text.getBBox().height * Math.hypot(a, b) * 0.8 && Math.max(...along) > 0 && Math.min(...along) < length;
  };
  const isInAFold = element => element.closest('details') !== null;
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
        const meet = at.left < there.right - 1 && there.left < at.right - 1 && at.top < there.bottom - 3 && there.top < at.bottom - 3;
        // The box of a slanted text is far larger than the text.
        const over = isSlanted(text) && isSlanted(other)
          ? isAcross(text, other)
          : (!isSlanted(text) || isWithin(text, there)) && (!isSlanted(other) || isWithin(other, at));
        if (meet && over)
          found.push(`a plot has the texts '${text.textContent}' and '${other.textContent}' one over the other`);
      }
      if (at.left < box.left - 1 || at.right > box.right + 1 || at.top < box.top - 1 || at.bottom > box.bottom + 1)
        found.push(`a plot cuts off the text '${text.textContent}'`);
      // Other systems have wider fonts: a text that ends at a fixed place grows to its left by a seventh.
      if (text.getAttribute('text-anchor') === 'end' && !isSlanted(text) && at.left - at.width / 7 < box.left)
        found.push(`a plot would cut off the text '${text.textContent}' in a wider font`);
      if (at.height < 9 && !isInAFold(figure))
        found.push(`a plot has the text '${text.textContent}' in ${at.height.toFixed(1)} px`);
    }
    const plot = figure.querySelector('.plot');
    if (plot && plot.scrollWidth > plot.clientWidth + 1 && !isInAFold(figure))
      found.push(`a plot of ${plot.scrollWidth} px does not fit in ${plot.clientWidth}`);
  }
  for (const box of document.querySelectorAll('.table, .plot, pre')) {
    const overflows = box.scrollWidth > box.clientWidth + 1;
    if (overflows && box.tabIndex !== 0)
      found.push('a box scrolls and cannot be reached by keyboard');
    if (overflows && getComputedStyle(box).maskImage === 'none')
      found.push(`a box scrolls sideways and does not show it: ${box.getAttribute('aria-label')}`);
    const rows = box.querySelectorAll('tbody tr').length;
    if (rows <= 25 && box.scrollHeight > box.clientHeight + 1)
      found.push(`a table of ${rows} rows is cut: ${box.getAttribute('aria-label')}`);
    const names = box.querySelectorAll('tbody th');
    const first = names[0];
    if (overflows && first) {
      box.scrollLeft = box.scrollWidth;
      const [at, frame, heading] = [first, box, box.querySelector('thead th') ?? first].map(element => element.getBoundingClientRect());
      if (Math.abs(at.left - frame.left) > 3 || Math.abs(heading.left - frame.left) > 3)
        found.push(`a table loses its first column when it scrolls: ${box.getAttribute('aria-label')}`);
      if (at.width > frame.width * 0.6)
        found.push(`a table's first column takes ${Math.round(at.width)} of ${Math.round(frame.width)} px: ${box.getAttribute('aria-label')}`);
      box.scrollLeft = 0;
    }
  }
  const ids = [...document.querySelectorAll('[id]')].map(element => element.id);
  if (new Set(ids).size !== ids.length)
    found.push('an id stands twice');
  if (document.querySelector('script'))
    found.push('there is a script');
  return found;
}

/** The figures of the page. */
export function figuresOf() {
  const boxes = [...document.querySelectorAll('.table, .plot, pre')];
  const scrolling = boxes.filter(box => box.scrollWidth > box.clientWidth + 1);
  const texts = [...document.querySelectorAll('figure svg text')].map(text => [text.getBoundingClientRect(), text.ownerSVGElement.getBoundingClientRect()]);
  return {
    overflow: Math.max(0, document.documentElement.scrollWidth - window.innerWidth),
    tables: boxes.filter(box => box.matches('.table')).length,
    scrolling: scrolling.length,
    unmarked: scrolling.filter(box => getComputedStyle(box).maskImage === 'none').length,
    plots: boxes.filter(box => box.matches('.plot')).length,
    widePlots: scrolling.filter(box => box.matches('.plot') && !box.closest('details')).length,
    labels: texts.length,
    cutLabels: texts.filter(([at, box]) => at.left < box.left - 1 || at.right > box.right + 1 || at.top < box.top - 1 || at.bottom > box.bottom + 1).length,
    cutTables: boxes.filter(box => box.querySelectorAll('tbody tr').length <= 25 && box.scrollHeight > box.clientHeight + 1).length,
  };
}
