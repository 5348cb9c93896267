using System.Globalization;
using System.Net;
using System.Text;
using Wfn.Tool.Output;

namespace Wfn.Tool.Reporting;

/// <summary>A report as one HTML file that asks the network for nothing.</summary>
internal static class HtmlReport
{
    // Nothing but the page's own style, script and pictures may be used, which a browser holds it to.
    private const string Head = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
        <link rel="icon" href="data:,">
        <style>
        :root { color-scheme: light dark; --back: #ffffff; --text: #1f2328; --quiet: #59636e; --line: #d1d9e0; --bar: #0969da; --good: #1a7f37; --bad: #bc4c00; }
        @media (prefers-color-scheme: dark) {
          :root { --back: #0d1117; --text: #f0f6fc; --quiet: #9198a1; --line: #3d444d; --bar: #4493f8; --good: #3fb950; --bad: #f0883e; }
        }
        body { margin: 0 auto; max-width: 60rem; padding: 1rem; background: var(--back); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
        h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; border-bottom: 1px solid var(--line); }
        .quiet, figcaption { color: var(--quiet); font-size: .9rem; }
        .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem; }
        .cards div { border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .8rem; } .cards b { display: block; font-size: 1.25rem; }
        .scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .9rem; }
        th, td { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid var(--line); white-space: nowrap; } .number { text-align: right; }
        svg { width: 100%; height: auto; display: block; } svg text { fill: var(--text); font-size: 12px; } .bar { fill: var(--bar); }
        circle { fill: var(--bad); cursor: pointer; } circle.good { fill: var(--good); } circle.chosen { fill: var(--good); stroke: var(--text); stroke-width: 2; }
        .pictures { display: flex; flex-wrap: wrap; gap: .75rem; } figure { margin: 0; width: 7rem; } figure img { width: 100%; image-rendering: pixelated; }
        pre { border: 1px solid var(--line); border-radius: .5rem; padding: .6rem; white-space: pre-wrap; }
        </style>
        """;

    private const string Script = """
        <script>
        for (const point of document.querySelectorAll("[data-detail]")) {
          const show = () => { document.getElementById("detail").textContent = point.dataset.detail; };
          point.addEventListener("click", show);
          point.addEventListener("keydown", event => { if (event.key === "Enter") show(); });
        }
        </script>
        """;

    /// <summary>The file's text.</summary>
    public static string Of(ModelReport report)
    {
        var model = report.Model;
        var page = new StringBuilder(Head)
            .Append($"\n<title>{Text(Path.GetFileName(model.Model))}</title>\n</head>\n<body>\n<h1>{Text(Path.GetFileName(model.Model))}</h1>\n")
            .Append($"<p class=\"quiet\">Made of {Text(model.SourceName)} (SHA-256 {Text(model.SourceSha256[..16])}…)</p>\n");
        Cards(page, report);
        Frontier(page, report);
        Sizes(page, report);
        Codebook(page, report);
        Layers(page, report);
        Operations(page, report);
        Rounds(page, report);
        Plan(page, report);
        Comparison(page, report);
        return page.Append(Script).Append("\n</body>\n</html>\n").ToString();
    }

    private static void Cards(StringBuilder page, ModelReport report)
    {
        var model = report.Model;
        page.Append("<div class=\"cards\">");
        void Card(string name, string value) => page.Append($"<div><b>{Text(value)}</b>{Text(name)}</div>");
        Card("weights", Figures.Count(model.Parameters));
        Card("different values", Figures.Count(model.UniqueWeights ?? 0));
        Card("bits a weight (entropy)", Figures.Bits(model.EntropyBits ?? 0));
        Card("bytes, .wfn file", Figures.Count(model.FileBytes));
        foreach (var measurement in model.Measurements ?? [])
        {
            Card(measurement.Name, measurement.IsFraction ? Figures.Percent(measurement.Value) : Figures.Real(measurement.Value));
        }

        page.Append("</div>\n");
    }

    private static void Frontier(StringBuilder page, ModelReport report)
    {
        if (report.Frontier.Count == 0)
        {
            return;
        }

        page.Append("<h2>Frontier</h2><p class=\"quiet\">Every try, on the data that tries were judged by. Choose a point to see its command.</p>")
            .Append(SvgChart.Points(
                "quality over bits a weight",
                [.. report.Frontier.Select(p => (p.Bits, p.Quality, p.IsChosen ? "chosen" : p.IsLossless ? "good" : "lossy", $"{Figures.Bits(p.Bits)} bits, {Figures.Real(p.Quality)}", p.Command))]))
            .Append("<pre id=\"detail\">–</pre>\n");
    }

    private static void Sizes(StringBuilder page, ModelReport report)
    {
        page.Append("<h2>Size of the weights</h2>").Append(Bytes("size of the weights in bytes", report.Sizes));
        if (report.Shipped.Count > 0)
        {
            page.Append("<h2>Size as shipped</h2><p class=\"quiet\">What the model adds to an app, in bytes. ").Append(ShippedSizes.Method).Append("</p>")
                .Append(Bytes("size as shipped in bytes", report.Shipped));
        }
    }

    private static string Bytes(string title, IReadOnlyList<SizeFigure> sizes) =>
        SvgChart.Rows(title, [.. sizes.Select(s => (s.Name, (double)s.Bytes, Figures.Count(s.Bytes)))]);

    private static void Codebook(StringBuilder page, ModelReport report)
    {
        var codebook = report.Model.Codebook ?? [];
        page.Append("<h2>Codebook</h2>");
        if (report.Before.Count > 0)
        {
            page.Append("<p class=\"quiet\">Before: the original's weights.</p>")
                .Append(SvgChart.Bars("the original's weights", [.. report.Before.Select(b => (b.Low, b.High, (double)b.Count, Invariant($"{b.Low:G3} to {b.High:G3}: {b.Count:N0}")))]));
        }

        var width = Math.Max(codebook.Max(v => v.Value) - codebook.Min(v => v.Value), double.Epsilon) / 160;
        page.Append("<p class=\"quiet\">After: the values of the codebook, and how many weights have them.</p>")
            .Append(SvgChart.Bars("weights by value of the codebook", [.. codebook.Select(v => (v.Value - width, v.Value + width, (double)v.Weights, Invariant($"{v.Value:G6} = {v.Terms}: {v.Weights:N0}")))]))
            .Append("<p class=\"quiet\">By the number of powers of two beyond the first:</p>")
            .Append(SvgChart.Rows(
                "weights by order",
                [.. (report.Model.WeightsPerOrder ?? []).Select((count, order) => (Invariant($"order {order}"), (double)count, Figures.Count(count)))]));
        Table(page, ["value", "powers of two", "#weights"], [.. codebook.Select(v => (string[])[v.Value.ToString("G6", CultureInfo.InvariantCulture), v.Terms, Figures.Count(v.Weights)])]);
    }

    private static void Layers(StringBuilder page, ModelReport report)
    {
        if (report.Layers.Count == 0)
        {
            return;
        }

        page.Append("<h2>Layers</h2><p class=\"quiet\">Entropy, bits a weight.</p>")
            .Append(SvgChart.Rows("entropy by layer", [.. report.Layers.Select(l => (l.Name, l.EntropyBits, Figures.Bits(l.EntropyBits)))]));
        if (report.Layers.Any(l => l.Movement is not null))
        {
            page.Append("<p class=\"quiet\">How far weights were moved, as a part of their length.</p>")
                .Append(SvgChart.Rows("movement by layer", [.. report.Layers.Select(l => (l.Name, l.Movement ?? 0, Figures.Percent(l.Movement)))]));
        }

        var measured = report.Layers.Where(l => l.OutputChange is not null).ToArray();
        if (measured.Length > 0)
        {
            page.Append("<p class=\"quiet\">Damage: how much the outputs change, as a part of their spread, where this layer alone is fixed; and the layer's own signal to noise.</p>")
                .Append(SvgChart.Rows(
                    "damage by layer",
                    [.. measured.Select(l => (l.Name, l.OutputChange!.Value, $"{Figures.Percent(l.OutputChange)}, {Figures.Real(l.SignalToNoise)} dB"))]));
        }
    }

    private static void Operations(StringBuilder page, ModelReport report)
    {
        var (multiplies, additions, shifts) = (report.Layers.Sum(l => l.MultiplyAdds), report.Layers.Sum(l => l.Additions), report.Layers.Sum(l => l.Shifts));
        page.Append("<h2>Operations of one answer</h2>");
        Table(page, ["", "#original", "#fixed"],
        [
            ["multiplications by weights", Figures.Count(multiplies), "0"],
            ["additions", Figures.Count(multiplies), Figures.Count(additions)],
            ["shifts", "0", Figures.Count(shifts)],
            ["energy, nanojoules (estimate)", Figures.Real(report.Energy.OriginalNanojoules), Figures.Real(report.Energy.FixedNanojoules)],
        ]);
        page.Append($"<p class=\"quiet\">Layers with weights; borders counted as if they were inside. {Text(report.Energy.Source)}</p>\n");
    }

    private static void Rounds(StringBuilder page, ModelReport report)
    {
        if (report.Rounds.Count > 0)
        {
            page.Append("<h2>Rounds</h2>");
            Table(page, ["#round", "#fixed", "#values", "#accuracy before", "#after"], [.. report.Rounds.Select(r => (string[])
            [
                Figures.Count(r.Round), Figures.Percent(r.Fraction), Figures.Count(r.UniqueWeights), Figures.Percent(r.AccuracyBefore), Figures.Percent(r.AccuracyAfter),
            ])]);
        }
    }

    private static void Plan(StringBuilder page, ModelReport report)
    {
        if (report.Model.Plan is { } plan)
        {
            page.Append(Invariant($"<h2>Memory</h2><p>{Figures.Count(plan.WorkspaceBytes)} bytes of workspace a thread, in {plan.Steps.Count} steps ({Text(plan.Numerics)}).</p>\n"));
        }
    }

    private static void Comparison(StringBuilder page, ModelReport report)
    {
        if (report.Comparison is not { } comparison)
        {
            return;
        }

        page.Append(Invariant($"<h2>Beside the original</h2><p>{Figures.Count(comparison.Samples)} samples of {Text(comparison.Data)}: "))
            .Append($"{Figures.Percent(comparison.Agreement)} in the same class");
        if (comparison.Measure == "accuracy")
        {
            page.Append($"; accuracy {Figures.Percent(comparison.Values?[0])} → {Figures.Percent(comparison.Values?[1])}, difference {Figures.Percent(comparison.Difference)} "
                + $"(95 % interval {Figures.Percent(comparison.DifferenceLow)} to {Figures.Percent(comparison.DifferenceHigh)})");
        }

        page.Append(".</p>\n<div class=\"pictures\">");
        foreach (var (sample, picture) in report.Changed)
        {
            var image = picture is null ? "" : $"<img alt=\"sample {sample.Sample}\" src=\"data:image/png;base64,{picture}\">";
            page.Append(Invariant($"<figure>{image}<figcaption>#{sample.Sample}: {Text(sample.First)} → {Text(sample.Second)}{(sample.Label is { } label ? $", is {Text(label)}" : "")}</figcaption></figure>"));
        }

        page.Append("</div>\n");
    }

    private static void Table(StringBuilder page, string[] columns, IReadOnlyList<string[]> rows)
    {
        string Cell(string tag, int column, string text) => $"<{tag}{(columns[column].StartsWith('#') ? " class=\"number\"" : "")}>{Text(text)}</{tag}>";
        page.Append("<div class=\"scroll\"><table><tr>").Append(string.Concat(columns.Select((c, i) => Cell("th", i, c.TrimStart('#'))))).Append("</tr>");
        foreach (var row in rows)
        {
            page.Append("<tr>").Append(string.Concat(row.Select((cell, i) => Cell("td", i, cell)))).Append("</tr>");
        }

        page.Append("</table></div>\n");
    }

    private static string Text(string data) => WebUtility.HtmlEncode(data);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
