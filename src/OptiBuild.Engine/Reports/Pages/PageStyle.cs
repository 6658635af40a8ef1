namespace OptiBuild.Engine.Reports.Pages;

/// <summary>The page's looks: light and dark as the reader's system is, always light on paper.</summary>
/// <remarks>Good and bad differ in words and lightness too, so that nobody needs to see hues. No child selectors: '&gt;' would be escaped.</remarks>
static class PageStyle
{
    const string Light = "color-scheme: light; --paper: #ffffff; --ink: #1c2024; --soft: #57606a; --grid: #e3e7eb; --axis: #8b949e; --band: #f6f8fa; --link: #0550ae; "
        + "--good: #116329; --good-band: #e6f4ea; --bad: #b3261e; --bad-band: #fdecea; --doubt: #7a5200; --doubt-band: #fff4d6; --before: #8b949e; --after: #0969da; --noise: #c2410c; "
        + "--heat: 9, 105, 218; --wrong: 194, 65, 12; --better: 17, 99, 41; --worse: 179, 38, 30; --deep: #ffffff;";

    const string Dark = "color-scheme: dark; --paper: #14171a; --ink: #e6e9ec; --soft: #9ea7b0; --grid: #2a2f35; --axis: #6b7480; --band: #1b2025; --link: #6cb0ff; "
        + "--good: #6fdd8b; --good-band: #12261a; --bad: #ff8a80; --bad-band: #2d1614; --doubt: #f2cc60; --doubt-band: #2b2410; --before: #7d8590; --after: #58a6ff; --noise: #ff9157; "
        + "--heat: 88, 166, 255; --wrong: 255, 145, 87; --better: 111, 221, 139; --worse: 255, 138, 128; --deep: #0b0d0f;";

    public const string Css = $$"""

        :root { {{Light}} }
        @media (prefers-color-scheme: dark) { :root { {{Dark}} } }
        @media print { :root { {{Light}} } }
        * { box-sizing: border-box; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
        body { margin: 0 auto; max-width: 1160px; padding: 24px 20px 48px; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
        h1 { font-size: 1.5em; line-height: 1.25; margin: 0; }
        h2 { font-size: 1.5em; margin: 40px 0 12px; padding-top: 20px; border-top: 2px solid var(--grid); overflow-wrap: anywhere; }
        h3 { font-size: 1.15em; margin: 0 0 4px; }
        h4 { font-size: 1em; margin: 0 0 4px; }
        p, ul { max-width: 78ch; margin: 0 0 12px; }
        a { color: var(--link); }
        .lead, .note { color: var(--soft); }
        .note { font-size: .85em; }
        .part { margin-top: 40px; }
        .tried { margin: 16px 0 24px; }
        .verdict { max-width: none; padding: 14px 18px; border-left: 6px solid var(--axis); background: var(--band); font-size: 1.1em; border-radius: 0 6px 6px 0; overflow-wrap: anywhere; }
        .verdict.good { border-color: var(--good); background: var(--good-band); } .verdict.good b { color: var(--good); }
        .verdict.bad { border-color: var(--bad); background: var(--bad-band); } .verdict.bad b { color: var(--bad); }
        .verdict.doubt { border-color: var(--doubt); background: var(--doubt-band); } .verdict.doubt b { color: var(--doubt); }
        .messages { list-style: none; padding: 0; max-width: none; overflow-wrap: anywhere; }
        .messages pre { white-space: pre-wrap; } .messages details { margin: 2px 0 10px 16px; }
        .messages li { margin-bottom: 4px; } .messages .error b { color: var(--bad); } .messages .warning b { color: var(--doubt); }
        .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 235px), 1fr)); gap: 12px; margin: 16px 0; }
        .card { border: 1px solid var(--grid); border-radius: 6px; padding: 12px 14px; break-inside: avoid; }
        .card h4 { color: var(--soft); font-weight: 600; font-size: .85em; }
        .card .figure { font-size: 1.25em; font-weight: 600; margin: 2px 0 6px; font-variant-numeric: tabular-nums; }
        .card .note { margin: 6px 0 0; }
        .badge { display: inline-block; padding: 1px 8px; border-radius: 10px; background: var(--band); border: 1px solid var(--grid); color: var(--soft); font-size: .85em; font-weight: 600; white-space: nowrap; }
        h2 .badge { font-size: .55em; vertical-align: middle; }
        .badge.good { color: var(--good); border-color: var(--good); background: var(--good-band); } .badge.bad { color: var(--bad); border-color: var(--bad); background: var(--bad-band); }
        .badge.doubt, .badge.reverted { color: var(--doubt); border-color: var(--doubt); background: var(--doubt-band); } .badge.quantized, .badge.converted { color: var(--link); border-color: var(--link); }
        .bar { display: block; height: 6px; margin: 3px 0; border-radius: 3px; width: calc(var(--w) * 1%); min-width: 1px; }
        .bar.before { background: var(--before); } .bar.after { background: var(--after); } .bar.noise { background: var(--noise); }
        .key .bar { display: inline-block; width: 24px; vertical-align: middle; margin: 0 6px 0 0; }
        figure { margin: 0 0 12px; break-inside: avoid; }
        figcaption { max-width: 86ch; color: var(--soft); font-size: .9em; margin-bottom: 4px; }
        figure svg { display: block; width: 100%; height: auto; }
        svg.loss { max-width: 640px; }
        .chart svg { max-width: 620px; }
        .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 330px), 1fr)); gap: 20px; }
        .maps { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 350px), 1fr)); gap: 20px; }
        .maps.broad { grid-template-columns: repeat(auto-fit, minmax(min(100%, 540px), 1fr)); }
        .wide { overflow-x: auto; margin-bottom: 8px; }
        table { border-collapse: collapse; font-size: .85em; font-variant-numeric: tabular-nums; }
        th, td { padding: 4px 8px; text-align: left; border-bottom: 1px solid var(--grid); vertical-align: top; }
        thead th { color: var(--soft); font-weight: 600; vertical-align: bottom; }
        tbody th { font-weight: 600; }
        th.num, td.num { text-align: right; } td.num { white-space: nowrap; } td.num .bar { margin-left: auto; }
        td small { color: var(--soft); margin-left: 6px; }
        td.lost { color: var(--bad); font-weight: 600; }
        td.pair { width: 180px; min-width: 90px; }
        .layers { font-size: .78em; } .layers { width: 100%; } .layers tbody th { max-width: 22em; overflow-wrap: anywhere; min-width: 11em; } .layers td.num { min-width: 5em; } .layers td.num:first-child { min-width: 0; color: var(--soft); } .why { min-width: 16em; color: var(--soft); }
        thead button { all: unset; cursor: pointer; } thead button:hover, thead button:focus-visible { text-decoration: underline; }
        th[aria-sort=descending] button::after { content: " \2193"; } th[aria-sort=ascending] button::after { content: " \2191"; }
        .map { font-size: .7em; } .map th, .map td { border: 1px solid var(--grid); padding: 2px; } .map td { width: 2.6em; height: 2.2em; text-align: center; vertical-align: middle; }
        .map tbody th { text-align: right; white-space: nowrap; padding: 0 6px; vertical-align: middle; }
        .map.dense td { width: .9em; min-width: 0; height: 1.1em; font-size: 0; padding: 0; } .map.dense td::before { content: ""; display: block; width: 9px; } .map.dense th { font-size: .85em; } .map.dense .turned { padding: 0; line-height: 1; } .map tbody th { max-width: 12em; overflow: hidden; text-overflow: ellipsis; }
        .turned span { writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap; padding: 4px 0; max-height: 12em; overflow: hidden; text-overflow: ellipsis; }
        .map .right { background: rgba(var(--heat), var(--v)); } .map .wrong { background: rgba(var(--wrong), var(--v)); }
        .map .better { background: rgba(var(--better), var(--v)); } .map .worse { background: rgba(var(--worse), var(--v)); } .map .deep { color: var(--deep); }
        details { margin: 8px 0; } summary { cursor: pointer; color: var(--link); margin-bottom: 8px; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; font-size: .85em; } dt { color: var(--soft); font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }
        footer { margin-top: 40px; padding-top: 12px; border-top: 2px solid var(--grid); color: var(--soft); font-size: .85em; }
        .inside { fill: var(--good-band); } .outside { fill: var(--bad-band); } .span { stroke: var(--after); stroke-width: 4; fill: none; } .dot { fill: var(--after); } path.limit { stroke: var(--bad); stroke-width: 2; fill: none; }
        .before { --c: var(--before); } .after { --c: var(--after); } .limit { --c: var(--bad); }
        .grid { stroke: var(--grid); stroke-width: 1; } .axis { stroke: var(--axis); fill: none; }
        .tick { font-size: 11px; fill: var(--soft); } .name { font-size: 11.5px; fill: var(--soft); } .label { font-size: 10px; fill: var(--ink); paint-order: stroke; stroke: var(--paper); stroke-width: 2.5px; stroke-linejoin: round; }
        .loss .label { font-size: 13px; stroke: none; }
        .middle { text-anchor: middle; } .end { text-anchor: end; } .start { text-anchor: start; }
        .line { fill: none; stroke: var(--c); stroke-width: 1.8; } .dashed { stroke-dasharray: 6 4; } .dotted { stroke-dasharray: 1.5 4; stroke-linecap: round; }
        .marker { fill: var(--c); stroke: var(--paper); stroke-width: 1; } .beyond { fill: none; stroke: var(--c); stroke-width: 2; } .bar[d] { stroke: var(--c); stroke-width: 1.1; fill: none; opacity: .7; }
        @media (max-width: 560px) { body { padding: 16px 12px 32px; } h1 { font-size: 1.25em; } .tick { font-size: 12px; } .name { font-size: 12.5px; } dl { grid-template-columns: 1fr; } .pair { display: none; } dd { margin-bottom: 6px; } .loss .label { font-size: 16px; } }
        @media print { .maps { grid-template-columns: 1fr 1fr; } .maps.broad { grid-template-columns: 1fr; } body { max-width: none; padding: 0 1px; font-size: 9.5pt; } .model { break-before: page; } .model:first-of-type { break-before: auto; } .wide { overflow: visible; } table { font-size: 7pt; } .layers { font-size: 6pt; } th, td { padding: 2px 4px; } tr { break-inside: avoid; } h3, h4 { break-after: avoid; } a { color: inherit; } .why { min-width: 8em; } }

        """;
}
