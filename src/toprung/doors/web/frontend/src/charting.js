// Finds charts in the page and draws them; what draws them is fetched only where there is one.
import { sessionEnded } from './dialogs.js';
import { calmly, make, onContent, within } from './page.js';

const drawn = new Map();
let drawing;

onContent((root) => within(root, '[data-chart]').forEach(begin));
document.addEventListener('themechange', redraw);
window.addEventListener('resize', calmly(redraw, 200));

async function begin(place) {
  if (drawn.has(place)) return;
  drawn.set(place, null);
  try {
    const answer = await fetch(place.dataset.chart, { headers: { Accept: 'application/json' } });
    if (answer.status === 401) sessionEnded();
    if (!answer.ok) throw new Error(await said(answer));
    drawn.set(place, await answer.json());
    await draw(place);
  } catch (error) {
    drawn.delete(place);
    place.replaceChildren(make('span', { class: 'chart-failed' }, `The chart could not be drawn: ${error.message} The table below it has the same numbers.`));
  }
}

async function said(answer) {
  return answer.json().then((body) => body.error, () => 'there was no answer in time.');
}

async function draw(place) {
  drawing ??= import(document.body.dataset.charts);
  const { render } = await drawing;
  await render(place, drawn.get(place));
}

function redraw() {
  for (const [place, spec] of drawn) {
    if (!place.isConnected) drawn.delete(place);
    else if (spec) draw(place);
  }
}
