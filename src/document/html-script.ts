/** Gives every frame the height of what it holds. */
const FRAMES = `
for (const frame of document.querySelectorAll("iframe")) {
  const fit = () => { const page = frame.contentDocument; if (page && page.body) frame.height = Math.min(1600, page.documentElement.scrollHeight + 4); };
  frame.addEventListener("load", fit);
  fit();
}
`;

/** Unpacks Plotly and puts the interactive figure in the place of each drawing, once it has been drawn. */
const FIGURES = `
const unpack = async (element) => {
  const bytes = Uint8Array.from(atob(element.textContent), (character) => character.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
};
const draw = async (figure) => {
  const { data, layout, config } = JSON.parse(await unpack(figure.querySelector("script")));
  const place = document.createElement("div");
  figure.append(place);
  try {
    await Plotly.newPlot(place, data, layout, { responsive: true, displaylogo: false, ...config });
    const still = figure.querySelector("img, p");
    if (still) still.remove();
  } catch (error) {
    place.remove();
    console.warn("figure stays as a drawing:", error);
  }
};
(async () => {
  const library = document.createElement("script");
  library.textContent = await unpack(document.getElementById("plotly"));
  document.head.append(library);
  for (const figure of document.querySelectorAll(".figure")) await draw(figure);
})();
`;

/** The page's script: figures only where there are any. */
export function pageScript(withFigures: boolean): string {
  return withFigures ? FRAMES + FIGURES : FRAMES;
}
