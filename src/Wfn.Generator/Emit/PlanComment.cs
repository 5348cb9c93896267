using Wfn.KernelCalls;
using Wfn.Planning;

namespace Wfn.Generator.Emit;

/// <summary>The plan as a comment, for those who read generated code.</summary>
internal static class PlanComment
{
    /// <summary>Writes it.</summary>
    public static void Write(SourceWriter writer, ExecutionPlan plan, BatchPlan? samples)
    {
        var rows = PlanTable.Of(plan);
        var headings = PlanTable.Columns.Select(c => c.TrimStart('#')).ToArray();
        var lines = rows.Select(r => r.Cells).Prepend(headings).Select(l => l.Select(Ascii).ToArray()).ToArray();
        var widths = headings.Select((_, i) => lines.Max(l => l[i].Length)).ToArray();
        writer.Line("// The plan. Operations are multiply-adds where a kernel multiplies weights, else additions; cost is in vector operations.");
        foreach (var line in lines)
        {
            var cells = line.Select((cell, i) => PlanTable.Columns[i][0] == '#' ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]));
            writer.Line(("// " + string.Join("  ", cells)).TrimEnd());
        }

        if (samples is not null)
        {
            var (first, end) = (PlanTable.RowsBefore(plan, samples.First), PlanTable.RowsBefore(plan, samples.End));
            writer.Line($"// Of a batch up to {CSharpText.Number(samples.Sizes[0].Samples)} samples run at once through steps {CSharpText.Number(first)} to {CSharpText.Number(end - 1)}.");
        }

        writer.Line();
    }

    private static string Ascii(string cell) => CSharpText.Comment(cell.Replace("→", "to").Replace('×', 'x'));
}
