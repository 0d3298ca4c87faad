import { html } from './html.js'

/**
 * The colours are the console's: paper and ink, one blue, amber for a hold, red for a kill and nothing else. Whatever is
 * touched is at least 48 px high.
 */
export const style = html`
:root{color-scheme:light dark;--paper:#f7f7f5;--panel:#fff;--line:#d9d9d5;--ink:#14181d;--ink-2:#4d535c;--blue:#2356d4;--amber:#8a5a00;--red:#c91f1f;--red-ink:#b61b1b;--bar:#14181d;--plot:#d3dcf3}
@media (prefers-color-scheme:dark){:root{--paper:#0e0f11;--panel:#15181b;--line:#343a41;--ink:#eef0f2;--ink-2:#b0b6bf;--blue:#8bb0ff;--amber:#e2b04a;--red:#d42a26;--red-ink:#ff6b66;--bar:#000;--plot:#22304f}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.4 system-ui,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere;-webkit-text-size-adjust:100%}
header{background:var(--bar);color:#f4f5f6;padding:0 16px;min-height:48px;display:flex;gap:12px;justify-content:space-between;align-items:center;font-size:15px}
header.paper{background:var(--panel);color:var(--ink);border-bottom:1px solid var(--line)}
header a{color:inherit;font-weight:600;padding:12px 0}
main{padding:20px 16px 40px;max-width:560px;margin:0 auto}
h1{font-size:25px;line-height:1.25;margin:0 0 8px;letter-spacing:-.015em;text-wrap:balance}
h2{font-size:15px;font-weight:400;color:var(--ink-2);margin:28px 0 8px}
p{margin:0 0 12px}
.soft,small{color:var(--ink-2);font-size:15px}
section,.row{background:var(--panel);border:1px solid var(--line);border-radius:12px;padding:14px 16px;margin:0 0 12px}
section b{font-size:18px}
.row{display:flex;justify-content:space-between;align-items:center;gap:12px;min-height:56px;color:inherit;text-decoration:none}
.kill{display:block;width:100%;min-height:60px;margin:12px 0 0;padding:14px 16px;border:0;border-radius:12px;background:var(--red);color:#fff;font:600 18px/1.3 system-ui,sans-serif;text-align:center;text-decoration:none;cursor:pointer}
.plain{display:inline-block;min-height:48px;padding:13px 0;color:var(--blue)}
.killed{color:var(--red-ink)}
.hold{color:var(--amber)}
label{display:block;margin:16px 0 4px}
input,textarea{width:100%;min-height:48px;padding:11px 12px;border:1px solid var(--ink-2);border-radius:8px;background:var(--panel);color:inherit;font:inherit}
:focus-visible{outline:3px solid var(--blue);outline-offset:2px}
svg{display:block;width:100%;height:72px;margin:12px 0 0}
svg path{fill:var(--plot);stroke:var(--blue);stroke-width:1.5;vector-effect:non-scaling-stroke}
progress{width:100%;height:14px;accent-color:var(--blue)}
li{margin:0 0 10px}ul{padding-left:20px}
#age.lost{color:#ffce6b;font-weight:600}
`
