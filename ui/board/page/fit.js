// How many numbers fit, how large, on how many pages.

const GAP = 0.4; // between two numbers, at one pixel of font size

/**
 * The largest of `sizes` (pixels, largest first) at which `count` numbers fit into `width` x `height`; at the
 * smallest one they go on several pages. `widthAt1` is the widest number's width at one pixel of font size.
 */
export function fit(count, widthAt1, width, height, sizes, lineHeight = 1.2) {
  let shape;
  for (const size of sizes) {
    const columns = Math.max(1, Math.floor((width + GAP * size) / ((widthAt1 + GAP) * size)));
    const rows = Math.max(1, Math.floor(height / (lineHeight * size)));
    const room = columns * rows;
    if (count <= room) return { size, columns, each: room, pages: 1 };
    const each = Math.max(1, room - 1); // the last place tells which page it is
    shape = { size, columns, each, pages: Math.ceil(count / each) };
  }
  return shape;
}

/** The page of `all` that is shown at `turn`, a number that rises with time; pages count from 1. */
export function pageOf(all, shape, turn) {
  const page = turn % shape.pages;
  return { page: page + 1, numbers: all.slice(page * shape.each, (page + 1) * shape.each) };
}
