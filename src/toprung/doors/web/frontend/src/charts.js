// Draws a Vega-Lite spec without eval, in the colours of the page's theme.
import embed from 'vega-embed';
import { expressionInterpreter } from 'vega-interpreter';

const TOOLTIP = { disableDefaultStyle: true, theme: 'page' };

/** Draws the spec into the element, as wide and high as it is; again after a change of theme or size. */
export async function render(place, spec) {
  const inner = document.createElement('div');
  const size = { width: place.clientWidth, height: place.clientHeight, autosize: { type: 'fit', contains: 'padding' } };
  await embed(inner, { ...spec, ...size }, { mode: 'vega-lite', ast: true, expr: expressionInterpreter, renderer: 'canvas', actions: false, defaultStyle: false, tooltip: TOOLTIP, config: look(place) });
  place.replaceChildren(inner);
}

function look(place) {
  const colour = reader(place);
  const [ink, soft, line] = [colour('--ink'), colour('--ink-soft'), colour('--line')];
  return {
    background: null,
    font: getComputedStyle(place).fontFamily,
    axis: { labelColor: soft, titleColor: soft, gridColor: line, domainColor: line, tickColor: line, labelFontSize: 11, titleFontSize: 11, titleFontWeight: 500 },
    // Days and months are thinned out where they are too many; a chart of categories says otherwise by itself.
    axisX: { labelAngle: 0, labelOverlap: 'greedy', labelSeparation: 8, labelFlush: true },
    legend: { labelColor: ink, titleColor: soft, labelFontSize: 11, titleFontSize: 11, orient: 'top', title: null, symbolStrokeWidth: 0 },
    header: { labelColor: ink, titleColor: soft },
    title: { color: ink, fontSize: 12, anchor: 'start' },
    view: { stroke: null },
    range: { category: [colour('--rung-3'), colour('--lit'), colour('--rung-1'), colour('--good'), colour('--bad')], ramp: [colour('--rung-1'), colour('--rung-3')] },
    mark: { color: colour('--rung-3') },
    text: { color: ink },
    rule: { color: soft },
    style: {
      goal: { stroke: colour('--lit'), color: colour('--lit'), strokeDash: [6, 4] },
      'goal-ground': { fill: colour('--sheet'), stroke: colour('--sheet'), strokeWidth: 5, strokeJoin: 'round' },
      interval: { color: colour('--rung-1'), opacity: 0.25 },
      gain: { color: colour('--good') },
      loss: { color: colour('--bad') },
      total: { color: colour('--rung-3') },
    },
  };
}

// A token such as light-dark(...) only has a value on an element.
function reader(place) {
  const probe = place.appendChild(document.createElement('span'));
  probe.hidden = true;
  return (name) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
}
