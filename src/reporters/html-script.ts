/**
 * The script of the HTML report: search, levels and grouping. It only moves and hides what the page holds, so that without
 * it, and on paper, everything is there.
 */
export const HTML_SCRIPT = `
'use strict';
(() => {
  const list = document.getElementById('findings');
  const search = document.getElementById('search');
  const shown = document.getElementById('shown');
  const nothing = document.getElementById('nothing');
  if (!list || !search) return;
  const findings = [...list.querySelectorAll('.finding')];
  const texts = new Map(findings.map((each) => [each, (each.textContent + ' ' + Object.values(each.dataset).join(' ')).toLowerCase()]));
  const levels = [...document.querySelectorAll('[data-level]')];
  const groupings = [...document.querySelectorAll('[data-by]')];
  const pressed = (button) => button.getAttribute('aria-pressed') === 'true';

  function filter() {
    const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const on = new Set(levels.filter(pressed).map((button) => button.dataset.level));
    let number = 0;
    for (const finding of findings) {
      const text = texts.get(finding);
      finding.hidden = !on.has(finding.dataset.severity) || !words.every((word) => text.includes(word));
      if (!finding.hidden) number += 1;
    }
    for (const group of list.querySelectorAll('.group')) {
      const own = [...group.querySelectorAll('.finding')].filter((finding) => !finding.hidden).length;
      group.hidden = own === 0;
      group.querySelector('.number').textContent = own + (own === 1 ? ' finding' : ' findings');
    }
    shown.textContent = number === findings.length ? 'All ' + number + ' shown' : number + ' of ' + findings.length + ' shown';
    nothing.hidden = number > 0 || findings.length === 0;
  }

  function regroup(by) {
    const groups = new Map();
    for (const finding of findings) {
      const name = finding.dataset[by];
      if (!groups.has(name)) groups.set(name, []);
      groups.get(name).push(finding);
    }
    const names = [...groups.keys()].sort();
    list.replaceChildren(...names.map((name) => {
      const section = document.createElement('section');
      section.className = 'group';
      const heading = document.createElement('h2');
      const number = document.createElement('span');
      number.className = 'number';
      heading.append(name + ' ', number);
      section.append(heading, ...groups.get(name));
      return section;
    }));
    filter();
  }

  search.addEventListener('input', filter);
  for (const button of levels)
    button.addEventListener('click', () => {
      button.setAttribute('aria-pressed', String(!pressed(button)));
      filter();
    });
  for (const button of groupings)
    button.addEventListener('click', () => {
      for (const other of groupings) other.setAttribute('aria-pressed', String(other === button));
      regroup(button.dataset.by);
    });
  function openTarget() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target instanceof HTMLDetailsElement) target.open = true;
  }
  addEventListener('hashchange', openTarget);
  addEventListener('beforeprint', () => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    search.focus();
  });
  document.querySelector('.bar').hidden = false;
  openTarget();
  filter();
})();
`;

/** SHA-256 of style and script, which the page's policy lets run; a test keeps them right. */
export const HTML_HASHES = {
  style: 'sha256-pGODk7cFvWBqRyON7eQbc2b3GulssqrS6ReRa504e6Y=',
  script: 'sha256-J1fYBYL4zr5G0S3pbhWiu++0EjJzmCUwA4g5RsaTk5g=',
} as const;
