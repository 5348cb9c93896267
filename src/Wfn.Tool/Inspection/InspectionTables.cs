using System.Globalization;
using Wfn.Diagnostics;
using Wfn.Planning;
using Wfn.Tool.Output;

namespace Wfn.Tool.Inspection;

/// <summary>An inspection for people.</summary>
internal static class InspectionTables
{
    public static void Write(ResultWriter writer, InspectionReport report)
    {
        writer.Table(["figure", "value"], Header(report));
        if (report.Codebook is { } codebook)
        {
            writer.Heading("Codebook");
            writer.Table(
                ["#value", "terms", "#weights"],
                [.. codebook.Select(v => new[] { Number(v.Value), v.Terms, Figures.Count(v.Weights) })]);
        }

        writer.Heading("Parameters");
        writer.Table(
            ["name", "role", "shape", "#weights", "#unique", "#entropy", "#zeros"],
            [.. report.Tensors.Select(t => new[]
            {
                Shown(t.Name),
                t.Role,
                t.Shape,
                Figures.Count(t.Parameters),
                t.UniqueWeights?.ToString(CultureInfo.InvariantCulture) ?? "–",
                t.EntropyBits is { } bits ? Figures.Bits(bits) : "–",
                Figures.Percent(t.ZeroFraction),
            })]);
        if (report.ActivationFormats is { Count: > 0 } formats)
        {
            writer.Heading("Activation formats");
            writer.Table(
                ["name", "format", "#fraction bits"],
                [.. formats.Select(f => new[]
                {
                    Shown(f.Name),
                    $"{(f.Signed ? "signed" : "unsigned")} {f.Bits.ToString(CultureInfo.InvariantCulture)} bits",
                    f.FractionBits.ToString(CultureInfo.InvariantCulture),
                })]);
        }

        if (report.Float32Nodes is { Count: > 0 } nodes)
        {
            writer.Heading("In float32, between two conversions");
            writer.Table(["node", "kind", "why"], [.. nodes.Select(n => new[] { Shown(n.Name), n.Kind, n.Reason })]);
        }

        if (report.Measurements is { Count: > 0 } measurements)
        {
            writer.Heading("Measured");
            writer.Table(
                ["what", "#value", "#samples", "data"],
                [
                .. measurements.Select(m => new[]
                {
                    Shown(m.Name), m.IsFraction ? Figures.Percent(m.Value) : Figures.Real(m.Value), Figures.Count(m.Samples), Shown(m.Data),
                }),
            ]);
        }

        if (report.Plan is { } plan)
        {
            WritePlan(writer, plan);
        }
    }

    private static void WritePlan(ResultWriter writer, PlanReport plan)
    {
        writer.Heading($"Plan in {plan.Numerics}, {Figures.Count(plan.WorkspaceBytes)} bytes of workspace");
        writer.Table(PlanTable.Columns, [.. plan.Steps.Select(r => r.Cells.Select(Shown).ToArray())]);
    }

    private static List<string[]> Header(InspectionReport report)
    {
        List<string[]> rows =
        [
            ["file", $"{report.Model}, {Figures.Count(report.FileBytes)} bytes"],
            ["source", $"{Shown(report.SourceName)}, SHA-256 {report.SourceSha256[..16]}…"],
            ["inputs", string.Join(", ", report.Inputs.Select(v => $"{Shown(v.Name)} {v.Shape}"))],
            ["outputs", string.Join(", ", report.Outputs.Select(v => $"{Shown(v.Name)} {v.Shape}"))],
            ["nodes", string.Join(", ", report.Nodes.Select(n => $"{n.Key} {n.Value.ToString(CultureInfo.InvariantCulture)}"))],
            [report.Codebook is null ? "weights that can be fixed" : "weights on the codebook", Figures.Count(report.Parameters)],
        ];
        if (report.FormatVersion is { } version)
        {
            rows.Insert(1, ["format version", version.ToString(CultureInfo.InvariantCulture)]);
            rows.AddRange(
            [
                ["unique weights", $"{report.UniqueWeights} ({report.UniqueWeightsNonZero} without zero)"],
                ["entropy", $"{Figures.Bits(report.EntropyBits!.Value)} bits a weight"],
                ["payload", $"{Figures.Bits(report.PayloadBitsPerWeight!.Value)} bits a weight"],
                ["zeros", Figures.Percent(report.ZeroFraction)],
            ]);
            rows.AddRange(report.Options!.Select(o => new[] { "option " + Shown(o.Key), Shown(o.Value) }));
        }

        return rows;
    }

    // Names come from the file; a terminal must not obey what may be in them.
    private static string Shown(string name) => DataName.Quote(name)[1..^1];

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
