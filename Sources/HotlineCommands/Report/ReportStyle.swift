/// The page's style sheet: legible on a screen and on paper, its colours apart for who sees none.
enum ReportStyle {
    static let sheet: StaticString = """
        :root { color-scheme: light; }
        body { margin: 0; background: #fff; color: #1b1f24; font: 15px/1.5 system-ui, "DejaVu Sans", sans-serif; }
        main { max-width: 1040px; margin: 0 auto; padding: 28px 24px 48px; }
        h1 { font-size: 26px; line-height: 1.25; margin: 0 0 4px; overflow-wrap: anywhere; }
        h2 { font-size: 19px; margin: 34px 0 4px; padding-top: 12px; border-top: 1px solid #d4dae1; }
        p { margin: 4px 0 8px; max-width: 82ch; overflow-wrap: anywhere; }
        .period { font-size: 17px; color: #47515c; }
        .verdict { font-weight: 600; border-left: 5px solid #1c7c4a; padding: 6px 12px; background: #eef7f1; }
        .key { font: 12px/1.4 ui-monospace, "DejaVu Sans Mono", monospace; margin: 2px 0; }
        figure { margin: 8px 0 12px; break-inside: avoid; }
        svg { display: block; width: 100%; height: auto; }
        svg text { font: 12px system-ui, "DejaVu Sans", sans-serif; fill: #333c46; }
        svg .middle { text-anchor: middle; }
        svg .end { text-anchor: end; }
        .grid { stroke: #e3e8ed; }
        .axis { stroke: #7b8794; }
        .deadline { stroke: #a11; stroke-dasharray: 4 3; }
        .own { fill: #1f5fa8; stroke: #1f5fa8; }
        .peer { fill: #d9772b; stroke: #d9772b; }
        .hollow { fill: #fff; }
        .own-step { stroke: #1f5fa8; }
        .peer-step { stroke: #d9772b; }
        .contact { fill: #3c8f63; }
        .gap { fill: #e9c3c0; }
        table { border-collapse: collapse; width: 100%; font-size: 13px; margin: 8px 0; }
        th, td { text-align: left; vertical-align: top; padding: 4px 8px 4px 0; border-bottom: 1px solid #e3e8ed; }
        td { overflow-wrap: anywhere; }
        th { color: #47515c; font-weight: 600; }
        tr { break-inside: avoid; }
        td.number, th.number { text-align: right; }
        td.time { white-space: nowrap; }
        td.name { min-width: 11ch; }
        .bad { color: #a11; font-weight: 600; }
        .id { font: 11px ui-monospace, "DejaVu Sans Mono", monospace; }
        .excerpt { color: #47515c; }
        footer { margin-top: 40px; padding-top: 12px; border-top: 1px solid #d4dae1; color: #47515c; }
        @page { margin: 16mm 14mm; }
        @media print { main { max-width: none; padding: 0; } body { font-size: 11px; } table { font-size: 9.5px; } }
        """
}
