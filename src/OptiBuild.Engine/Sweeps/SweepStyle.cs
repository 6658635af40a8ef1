namespace OptiBuild.Engine.Sweeps;

/// <summary>The page's looks: light and dark as the reader's system is, always light on paper.</summary>
/// <remarks>Colors of series differ in lightness too, and every series has a marker of its own, so that nobody needs to see hues. No child selectors: '&gt;' would be escaped.</remarks>
static class SweepStyle
{
    const string Light = "color-scheme: light; --paper: #ffffff; --ink: #1c2024; --soft: #57606a; --grid: #e3e7eb; --axis: #8b949e; --band: #f5f7f9; "
        + "--float: #6e7781; --int8: #0550ae; --magnitude: #c2410c; --pruned: #0f766e; --pattern: #a16207; --blocks: #9d174d; --auto: #7c3aed;";

    const string Dark = "color-scheme: dark; --paper: #14171a; --ink: #e6e9ec; --soft: #9ea7b0; --grid: #2a2f35; --axis: #6b7480; --band: #1b2025; "
        + "--float: #a5adb6; --int8: #6cb0ff; --magnitude: #ff9157; --pruned: #3fd0bf; --pattern: #e0b13c; --blocks: #f472b6; --auto: #b794ff;";

    public const string Css = $$"""

        :root { {{Light}} }
        @media (prefers-color-scheme: dark) { :root { {{Dark}} } }
        @media print { :root { {{Light}} } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 1240px; padding: 24px 20px 48px; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
        h1 { font-size: 1.6em; line-height: 1.25; margin: 0 0 12px; }
        h2 { font-size: 1.35em; margin: 40px 0 8px; padding-top: 16px; border-top: 2px solid var(--grid); }
        h3 { font-size: 1em; margin: 0 0 6px; }
        p, ul { max-width: 76ch; margin: 0 0 12px; }
        ul { padding-left: 1.2em; }
        li { margin-bottom: 4px; }
        a { color: var(--int8); }
        .legend { max-width: none; display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 20px 0 12px; font-size: .9em; }
        .legend span { display: inline-flex; align-items: center; gap: 8px; }
        .key { width: 30px; height: 17px; flex: none; }
        .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 500px), 1fr)); gap: 24px; }
        figure { margin: 0; break-inside: avoid; }
        figure svg { display: block; width: 100%; height: auto; }
        figcaption { color: var(--soft); font-size: .85em; margin-top: 4px; }
        .wide { overflow-x: auto; margin-top: 24px; }
        table { border-collapse: collapse; font-size: .78em; font-variant-numeric: tabular-nums; width: 100%; }
        th, td { padding: 4px 6px; text-align: right; border-bottom: 1px solid var(--grid); white-space: nowrap; }
        thead th { white-space: normal; vertical-align: bottom; font-weight: 600; color: var(--soft); min-width: 4em; }
        th:first-child { text-align: left; font-weight: 600; position: sticky; left: 0; background: var(--paper); }
        tbody tr:nth-child(even), tbody tr:nth-child(even) th { background: var(--band); }
        footer { margin-top: 40px; padding-top: 12px; border-top: 2px solid var(--grid); color: var(--soft); font-size: .85em; }
        .float { --c: var(--float); } .int8 { --c: var(--int8); } .magnitude { --c: var(--magnitude); } .pruned { --c: var(--pruned); }
        .pattern { --c: var(--pattern); } .blocks { --c: var(--blocks); } .auto { --c: var(--auto); }
        tbody th { color: var(--c); }
        .grid { stroke: var(--grid); stroke-width: 1; }
        .axis { stroke: var(--axis); fill: none; }
        .tick { font-size: 11px; fill: var(--soft); }
        .name { font-size: 11.5px; fill: var(--ink); }
        .label { font-size: 10px; fill: var(--c); paint-order: stroke; stroke: var(--paper); stroke-width: 2.5px; stroke-linejoin: round; }
        .middle { text-anchor: middle; }
        .end { text-anchor: end; }
        .line { fill: none; stroke: var(--c); stroke-width: 1.8; }
        .dashed { stroke-dasharray: 6 4; }
        .dotted { stroke-dasharray: 1.5 4; stroke-linecap: round; }
        .marker { fill: var(--c); stroke: var(--paper); stroke-width: 1; }
        .beyond { fill: none; stroke: var(--c); stroke-width: 2; }
        .bar { stroke: var(--c); stroke-width: 1.1; fill: none; opacity: .7; }
        .raw .marker { fill: var(--paper); stroke: var(--c); stroke-width: 1.2; }
        @media (max-width: 560px) { body { padding: 16px 12px 32px; } h1 { font-size: 1.3em; } .tick { font-size: 12px; } .name { font-size: 12.5px; } .label { font-size: 11px; } }
        @media print { body { max-width: none; padding: 0; font-size: 10pt; } section { break-before: page; } .charts { grid-template-columns: 1fr 1fr; gap: 12px; } .wide { overflow: visible; } table { font-size: 6.5pt; } th, td { padding: 2px 4px; } a { color: inherit; } }

        """;
}
