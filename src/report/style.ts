/** The page's style sheet, given the arms' colours as declarations for either scheme. */
export function styleSheet(arms: { readonly light: string; readonly dark: string }): string {
  return `:root{color-scheme:light dark;--bg:#fff;--ink:#1b1f24;--muted:#57606a;--line:#e1e4e8;--soft:#f6f7f9;--lost:#a8321a;--hit:#fdf1ec;--harm:#fbf3ef;--held:#1a6b4a;${arms.light}}
@media screen and (prefers-color-scheme:dark){:root{--bg:#14171b;--ink:#e6e8eb;--muted:#9aa3af;--line:#2d333b;--soft:#1b1f25;--lost:#ff9a7d;--hit:#2b1d18;--harm:#221b19;--held:#6fd0a3;${arms.dark}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",sans-serif;overflow-wrap:anywhere}
main{max-width:76rem;margin:0 auto;padding:3rem 1.5rem 4rem}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 .4rem;letter-spacing:-.01em}
h2{font-size:1.25rem;margin:3.5rem 0 .9rem;padding-top:1.1rem;border-top:1px solid var(--line)}
h3{font-size:1rem;line-height:1.3;margin:0 0 .15rem}
p{margin:.5rem 0;max-width:46rem}
small{font-size:.8rem;color:var(--muted);font-weight:400}
code,pre{font:.85rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
a{color:inherit}
.lead{color:var(--muted);font-size:1.05rem}
.facts{color:var(--muted);font-size:.9rem;margin-top:.8rem}
.verdict{margin:2rem 0 0;padding:.2rem 0 .2rem 1.2rem;border-left:3px solid var(--ink)}
.verdict p{font-size:1.15rem;line-height:1.5;max-width:50rem}
.aside{font-size:.85rem;color:var(--muted)}
.scroll{overflow-x:auto;margin:1rem 0;-webkit-overflow-scrolling:touch}
table{border-collapse:collapse;font-size:.85rem;line-height:1.4;font-variant-numeric:tabular-nums}
th,td{padding:.55rem .55rem;vertical-align:top;text-align:right;border-top:1px solid var(--line);overflow-wrap:normal}
thead th{border-top:0;font-weight:600;vertical-align:bottom}
th small{display:block}
tr>:first-child{text-align:left;padding-left:0}
tbody th[scope=row]{min-width:14rem;max-width:18rem;font-weight:600;overflow-wrap:anywhere;position:sticky;left:0;background:var(--bg)}
table.key{width:100%}
table.key td>*{display:block}
table.key td>span{white-space:nowrap}
table.key .spark,table.key .spark *{display:inline}
table.key .spark{display:block;margin:.1rem 0 .3rem auto}
table.full td>*{display:block;white-space:nowrap}
table.full{font-size:.8rem}
.group th{border-top:1px solid var(--line);padding:1.3rem 0 .4rem;font-weight:400;color:var(--muted);text-align:left}
details.sure,.quiet{margin:.5rem 0}
details.sure>summary small{margin-left:.3rem}
.quiet{font-weight:600;padding-left:1.05rem}
table.cards,table.parts{width:100%}
.cards td>*{display:block}
.interval{white-space:nowrap}
.cards th,.cards td{text-align:left}
.cards tr.hit th{box-shadow:inset 3px 0 var(--lost);padding-left:.7rem}
.parts td{background:color-mix(in srgb,var(--lost) calc(var(--part,0%)*.3),transparent)}
.parts td small{display:block}
.parts th,.parts td{padding:.4rem .4rem}
.parts thead th{font-size:.75rem}
.parts tbody th[scope=row]{min-width:9rem}
.parts td.whole{font-weight:600}
td b{font-weight:600}
td.hit{background:var(--hit)}
td.none{color:var(--muted)}
.gap,.held{color:var(--muted)}
small.held{color:var(--held)}
.lost,small.lost{color:var(--lost)}
.key-name::before{content:"";display:inline-block;width:.6em;height:.6em;margin-right:.5em;border-radius:50%;background:var(--hue)}
.spark{overflow:visible;fill:none;stroke-width:1.5}
.switches{position:sticky;top:0;max-height:34vh;overflow:auto;z-index:1;padding:.5rem 0;border-bottom:1px solid var(--line);background:var(--bg)}
.switches fieldset{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;margin:0;padding:.15rem 0;border:0;min-width:0;font-size:.85rem}
.switches label{display:flex;align-items:center;gap:.4rem;cursor:pointer;min-height:1.6rem}
.switches input{margin:0;accent-color:var(--muted)}
.switches svg{flex:none}
.switches legend{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.views label:has(:checked){font-weight:600}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,21rem),1fr));gap:2.4rem 2rem;margin-top:1.8rem}
figure[hidden]{display:none!important}
figure{margin:0;min-width:0;break-inside:avoid;display:flex;flex-direction:column}
figcaption{font-size:.85rem;color:var(--muted);margin-bottom:.6rem;flex:1}
figcaption h3{color:var(--ink)}
figcaption small{font-size:.75rem}
.charts.wide{grid-template-columns:repeat(auto-fill,minmax(min(100%,28rem),1fr))}
.tall{grid-row:span 2}
.tall figcaption{flex:none}
.safeguards{display:flex;flex-wrap:wrap;gap:.2rem 1.4rem;font-size:.9rem;max-width:none}
.chart{width:100%;min-height:250px}
.chart svg{display:block;max-width:100%;height:auto}
.chart:empty::after{content:"drawing…";color:var(--muted);font-size:.85rem}
.chart.failed{color:var(--lost);font-size:.85rem;min-height:0}
.tip{position:fixed;z-index:2;pointer-events:none;background:var(--bg);color:var(--ink);border:1px solid var(--line);border-radius:4px;padding:.4rem .6rem;font-size:.8rem;line-height:1.4;box-shadow:0 2px 8px rgb(0 0 0/.15);max-width:18rem}
.tip[hidden]{display:none}
.tip dl{display:grid;grid-template-columns:auto auto;gap:0 .8rem;margin:0;font-variant-numeric:tabular-nums}
.tip dt{color:var(--muted)}
.tip dd{margin:0;text-align:right}
dl{margin:1rem 0}
dd{margin:0}
.words>div,.fit>div{display:grid;grid-template-columns:9rem minmax(0,44rem);gap:.2rem 1.5rem;padding:.55rem 0;border-top:1px solid var(--line);font-size:.92rem}
.fit>div{grid-template-columns:12rem 11rem minmax(0,1fr)}
.words>div:first-child,.fit>div:first-child{border-top:0}
dt{font-weight:600}
.figure{font-variant-numeric:tabular-nums;font-weight:600}
.figure small{display:block}
.notes{padding-left:1.1rem;max-width:46rem;font-size:.92rem}
.notes li{margin:.3rem 0}
details{margin:1rem 0}
summary{cursor:pointer;font-weight:600}
pre{background:var(--soft);padding:1rem;overflow-x:auto;border-radius:4px;overflow-wrap:normal}
.facts-list{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.2rem 1.5rem;font-size:.9rem}
.facts-list dt{font-weight:400;color:var(--muted)}
button{font:inherit;font-size:.9rem;color:var(--ink);background:var(--soft);border:1px solid var(--line);border-radius:4px;padding:.4rem .9rem;cursor:pointer}
:focus-visible{outline:2px solid var(--neutral);outline-offset:2px}
noscript p{padding:.8rem 1rem;background:var(--soft)}
@media screen and (max-width:46rem){main{padding:1.6rem 1rem 3rem}h1{font-size:1.55rem}h2{margin-top:2.6rem}.switches{position:static;max-height:none}.words>div,.fit>div{grid-template-columns:1fr;gap:.1rem}.verdict p{font-size:1.05rem}
.stack,.stack tbody,.stack tr,.stack th,.stack td{display:block}.stack thead{display:none}.stack tr{padding:.6rem 0;border-top:1px solid var(--line)}.stack tbody th[scope=row],.stack td{max-width:none;border:0;padding:.15rem 0;position:static;text-align:left}.stack tr.group{padding:0;border:0}.stack td{display:grid;grid-template-columns:8rem minmax(0,1fr);gap:0 .8rem}.stack td::before{content:attr(data-label);color:var(--muted);grid-row:1/span 9;font-weight:400}.stack td>*{grid-column:2}.stack td.none{display:none}.cards tr.hit th{padding-left:.7rem}
.key td{grid-template-columns:6.5rem minmax(0,1fr) auto;padding:.3rem .5rem}.key td>small{grid-column:2/4}.key td>.spark{grid-column:3;grid-row:1/span 9;margin:0}.parts td{grid-template-columns:8rem 4rem minmax(0,1fr)}.parts td small{grid-column:3}.parts td small::after{content:" judged"}
tbody th[scope=row]{min-width:7.5rem;max-width:8.5rem;padding-right:.4rem}.what{display:none}.group th{position:static}}
@media print{body{font-size:10pt}small{font-size:.85em}main{max-width:none;padding:0}.verdict p{font-size:1.1em}.switches{position:static;max-height:none}.switches .views,.arms input,button,.tip{display:none}.charts{grid-template-columns:1fr 1fr;gap:1.2rem}.scroll{overflow:visible}table{font-size:7pt}table.full,.parts thead th{font-size:6pt}th,td{padding:.3rem .3rem}.parts th,.parts td{padding:.3rem .15rem}.key thead th{overflow-wrap:anywhere}tbody th[scope=row],.parts tbody th[scope=row]{position:static;min-width:6.5rem}h2,h3{break-after:avoid}tr{break-inside:avoid}td{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`;
}
