using System.Globalization;
using System.Net;
using System.Text;

namespace Wfn.Tool.Reporting;

/// <summary>Charts as SVG that takes its colours from the page's style and its width from the page.</summary>
internal static class SvgChart
{
    private const int Width = 640;
    private const int Height = 220;
    private const int Margin = 34;
    private const int RowHeight = 22;
    private const int LabelWidth = 250;

    /// <summary>Bars beside each other.</summary>
    /// <param name="title">What is shown.</param>
    /// <param name="bars">Place, width and height of every bar, in the chart's own units, with what the pointer is told.</param>
    public static string Bars(string title, IReadOnlyList<(double From, double To, double Value, string Text)> bars)
    {
        var (low, high) = (bars.Min(b => b.From), bars.Max(b => b.To));
        var most = Math.Max(bars.Max(b => b.Value), double.Epsilon);
        double X(double value) => Margin + ((value - low) / Math.Max(high - low, double.Epsilon) * (Width - (2 * Margin)));
        var svg = Begin(title, Height);
        foreach (var (from, to, value, text) in bars)
        {
            var height = value / most * (Height - (2 * Margin));
            svg.Append(Invariant($"<rect class=\"bar\" x=\"{X(from):F1}\" y=\"{Height - Margin - height:F1}\" width=\"{Math.Max(1.5, X(to) - X(from) - 1):F1}\" height=\"{height:F1}\"><title>{WebUtility.HtmlEncode(text)}</title></rect>"));
        }

        svg.Append(Invariant($"<text x=\"{Margin}\" y=\"{Height - 10}\">{low:G3}</text><text x=\"{Width - Margin}\" y=\"{Height - 10}\" text-anchor=\"end\">{high:G3}</text>"));
        return svg.Append("</svg>").ToString();
    }

    /// <summary>Named bars below each other.</summary>
    /// <param name="title">What is shown.</param>
    /// <param name="rows">Names, values, and the values as text.</param>
    public static string Rows(string title, IReadOnlyList<(string Name, double Value, string Text)> rows)
    {
        var most = Math.Max(rows.Max(r => r.Value), double.Epsilon);
        var svg = Begin(title, (rows.Count * RowHeight) + 10);
        foreach (var ((name, value, text), i) in rows.Select((r, i) => (r, i)))
        {
            var y = (i * RowHeight) + 5;
            var shown = name.Length > 34 ? "…" + name[^33..] : name;
            svg.Append(Invariant($"<text x=\"{LabelWidth - 8}\" y=\"{y + 14}\" text-anchor=\"end\">{WebUtility.HtmlEncode(shown)}</text>"))
                .Append(Invariant($"<rect class=\"bar\" x=\"{LabelWidth}\" y=\"{y + 2}\" width=\"{Math.Max(1, value / most * (Width - LabelWidth - 130)):F1}\" height=\"{RowHeight - 6}\"><title>{WebUtility.HtmlEncode(name)}</title></rect>"))
                .Append(Invariant($"<text x=\"{LabelWidth + Math.Max(1, value / most * (Width - LabelWidth - 130)) + 6:F1}\" y=\"{y + 14}\">{WebUtility.HtmlEncode(text)}</text>"));
        }

        return svg.Append("</svg>").ToString();
    }

    /// <summary>Points that can be chosen.</summary>
    /// <param name="title">What is shown.</param>
    /// <param name="points">Where they are, their class in the page's style, what the pointer is told, and what is shown when one is chosen.</param>
    public static string Points(string title, IReadOnlyList<(double X, double Y, string Style, string Text, string Detail)> points)
    {
        var (left, right) = (points.Min(p => p.X), points.Max(p => p.X));
        var (low, high) = (points.Min(p => p.Y), points.Max(p => p.Y));
        double Place(double value, double from, double to) => to > from ? (value - from) / (to - from) : 0.5;
        var svg = Begin(title, Height);
        foreach (var (x, y, style, text, detail) in points)
        {
            svg.Append(Invariant($"<circle class=\"{style}\" tabindex=\"0\" r=\"6\" cx=\"{Margin + (Place(x, left, right) * (Width - (2 * Margin))):F1}\" cy=\"{Height - Margin - (Place(y, low, high) * (Height - (2 * Margin))):F1}\" data-detail=\"{WebUtility.HtmlEncode(detail)}\"><title>{WebUtility.HtmlEncode(text)}</title></circle>"));
        }

        svg.Append(Invariant($"<text x=\"{Margin}\" y=\"{Height - 10}\">{left:F2} bits a weight</text><text x=\"{Width - Margin}\" y=\"{Height - 10}\" text-anchor=\"end\">{right:F2}</text>"))
            .Append(Invariant($"<text x=\"4\" y=\"16\">{high:G4}</text><text x=\"4\" y=\"{Height - Margin + 4}\">{low:G4}</text>"));
        return svg.Append("</svg>").ToString();
    }

    private static StringBuilder Begin(string title, int height) => new StringBuilder(
        Invariant($"<svg viewBox=\"0 0 {Width} {height}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(title)}\">"));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
