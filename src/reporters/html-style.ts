/** The style sheet of the HTML report: light and dark, narrow and wide, and on paper. */
export const HTML_STYLE = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #fff; --ink: #1b2230; --soft: #556072; --line: #dde2ea; --code: #f1f4f8; --link: #0b5cad;
  --critical: #9f1239; --high: #b42318; --medium: #8a5a00; --low: #3d5a80; --ok: #14693a;
  --critical-wash: #fde8ee; --high-wash: #fdebe9; --medium-wash: #fdf3dc; --low-wash: #e8eff7; --ok-wash: #e4f4ea;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12161d; --card: #1a2029; --ink: #e5e9f0; --soft: #9aa6b8; --line: #2d3643; --code: #141922; --link: #7db8f5;
    --critical: #ff9db5; --high: #ff9d91; --medium: #f2c35e; --low: #a5c3e8; --ok: #7fd6a2;
    --critical-wash: #42162a; --high-wash: #43201c; --medium-wash: #3a2d0e; --low-wash: #1d2b3d; --ok-wash: #14301f;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
a { color: var(--link); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 4px; }
code, pre { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .87em; }
code { background: var(--code); border: 1px solid var(--line); border-radius: 4px; padding: 0 .3em; overflow-wrap: anywhere; }
.skip { position: absolute; left: -999em; }
.skip:focus { left: 1em; top: 1em; background: var(--card); padding: .5em 1em; z-index: 3; }
.wrap { max-width: 1080px; margin: 0 auto; padding: 0 20px; }
header.top { background: var(--card); border-bottom: 1px solid var(--line); padding: 26px 0 20px; }
header.top h1 { margin: 0; font-size: 1.6rem; line-height: 1.25; letter-spacing: -.01em; }
header.top .tool { margin: 0 0 4px; color: var(--soft); font-size: .87rem; font-weight: 600; }
header.top .read { margin: 8px 0 0; color: var(--soft); }
.bar { position: sticky; top: 0; z-index: 2; background: var(--page); border-bottom: 1px solid var(--line); }
.bar .wrap { display: flex; flex-wrap: wrap; gap: 10px 18px; align-items: center; padding-top: 12px; padding-bottom: 12px; }
.bar input[type=search] { flex: 1 1 240px; min-width: 0; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 8px 12px; }
.set { display: flex; gap: 4px; align-items: center; border: 0; margin: 0; padding: 0; }
.set > .legend { color: var(--soft); font-size: .87rem; margin-right: 4px; }
.set button { font: inherit; font-size: .87rem; color: var(--soft); background: var(--card); border: 1px solid var(--line); border-radius: 999px; padding: 4px 12px; cursor: pointer; }
.set button[aria-pressed=true] { color: var(--ink); border-color: currentColor; font-weight: 600; }
.set button.critical[aria-pressed=true] { color: var(--critical); background: var(--critical-wash); }
.set button.high[aria-pressed=true] { color: var(--high); background: var(--high-wash); }
.set button.medium[aria-pressed=true] { color: var(--medium); background: var(--medium-wash); }
.set button.low[aria-pressed=true] { color: var(--low); background: var(--low-wash); }
.shown { color: var(--soft); font-size: .87rem; margin: 0; }
main { padding-top: 8px; padding-bottom: 60px; }
.group { margin: 22px 0 0; }
h2 { font-size: 1.02rem; margin: 0 0 8px; overflow-wrap: anywhere; display: flex; gap: 8px; align-items: baseline; flex-wrap: wrap; }
h3 code { font-weight: 500; border-color: transparent; }
h2 .number { color: var(--soft); font-weight: 400; font-size: .87rem; }
.finding { background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--low); border-radius: 8px; padding: 14px 18px; margin: 0 0 10px; }
.finding.critical { border-left-color: var(--critical); }
.finding.high { border-left-color: var(--high); }
.finding.medium { border-left-color: var(--medium); }
.finding h3 { margin: 0 0 6px; font-size: 1rem; font-weight: 600; line-height: 1.45; overflow-wrap: anywhere; }
.meta { display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: baseline; margin: 0 0 6px; color: var(--soft); font-size: .87rem; }
.badge { font-weight: 700; border-radius: 999px; padding: 0 10px; font-size: .8rem; color: var(--low); background: var(--low-wash); }
.critical .badge, .badge.critical { color: var(--critical); background: var(--critical-wash); }
.high .badge, .badge.high { color: var(--high); background: var(--high-wash); }
.medium .badge, .badge.medium { color: var(--medium); background: var(--medium-wash); }
.badge.ok { color: var(--ok); background: var(--ok-wash); }
pre { margin: 8px 0 0; background: var(--code); border: 1px solid var(--line); border-radius: 6px; padding: 10px 12px; overflow-x: auto; line-height: 1.4; tab-size: 4; }
pre .mark { color: var(--high); font-weight: 700; }
.critical pre .mark { color: var(--critical); }
.medium pre .mark { color: var(--medium); }
.low pre .mark { color: var(--low); }
pre .edge { color: var(--soft); }
.facts { margin: 8px 0 0; padding: 0; list-style: none; font-size: .9rem; color: var(--soft); }
.facts b { color: var(--ink); font-weight: 600; }
.about { background: var(--card); border: 1px solid var(--line); border-radius: 8px; margin: 0 0 8px; padding: 0 18px; }
.about > summary { cursor: pointer; padding: 10px 0; font-weight: 600; overflow-wrap: anywhere; }
.about > summary span { font-weight: 400; color: var(--soft); }
.about p, .about ul { margin: 0 0 10px; max-width: 75ch; overflow-wrap: anywhere; }
.part { margin-top: 40px; }
.part > h2 { font-size: 1.2rem; }
.none { background: var(--card); border: 1px dashed var(--line); border-radius: 8px; padding: 26px; text-align: center; color: var(--soft); }
footer { color: var(--soft); font-size: .87rem; margin-top: 40px; }
@media (max-width: 600px) { .bar { position: static; } .set { flex-wrap: wrap; } .finding { padding: 12px; } }
@media print {
  :root { --page: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --code: #fff; --link: #000; --critical: #9f1239; --high: #b42318; --medium: #8a5a00; --low: #3d5a80; --ok: #14693a; --critical-wash: #fff; --high-wash: #fff; --medium-wash: #fff; --low-wash: #fff; --ok-wash: #fff; }
  body { font-size: 10pt; }
  .bar, .skip { display: none; }
  .wrap { max-width: none; padding: 0; }
  .finding { break-inside: avoid; }
  h2, h3, .meta { break-after: avoid; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
}
`;
