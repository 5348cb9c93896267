using System.Globalization;
using Wfn.KernelCalls;

namespace Wfn.Planning;

/// <summary>A line of a plan for people: what a call does, by which kernel, and what that is thought to cost.</summary>
/// <param name="Step">The line's number.</param>
/// <param name="Node">The graph node it stems from, with the node fused into it (data).</param>
/// <param name="Shape">What it makes of what.</param>
/// <param name="Kernel">The kernel.</param>
/// <param name="Tiles">Output channels of a vector times the pixels that share its weights, or empty.</param>
/// <param name="Widenings">How often 16-bit sums are widened for a pixel, or for pixels that are worked out as one, all vectors of channels together.</param>
/// <param name="Operations">Multiply-adds of a sample where the kernel multiplies weights, else additions and subtractions; 0 where neither.</param>
/// <param name="Bytes">Activations read and written, weights where they are decoded, and scratch memory.</param>
/// <param name="Cost">Vector operations of 512 bits for a sample, as the choice between kernels counts them.</param>
public sealed record PlanRow(
    int Step, string Node, string Shape, string Kernel, string Tiles, int Widenings, long Operations, long Bytes, long Cost)
{
    /// <summary>The cells as text, in the order of <see cref="PlanTable.Columns"/>.</summary>
    public IReadOnlyList<string> Cells =>
    [
        Text(Step), Node, Shape, Kernel, Tiles, Widenings == 0 ? "" : Text(Widenings), Operations == 0 ? "" : Text(Operations), Text(Bytes), Text(Cost),
    ];

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What a plan decided, call by call.</summary>
public static class PlanTable
{
    private const int VectorBytes = 64;

    /// <summary>The headings; numbers stand right where a heading begins with '#'.</summary>
    public static IReadOnlyList<string> Columns { get; } =
        ["#step", "node", "shape", "kernel", "tile", "#widenings", "#operations", "#bytes", "#cost"];

    /// <summary>The lines of a plan.</summary>
    public static EquatableArray<PlanRow> Of(ExecutionPlan plan)
    {
        var rows = new List<PlanRow>();
        foreach (var call in plan.Calls)
        {
            if (call.Cost is { } cost)
            {
                rows.Add(Row(call, cost, rows.Count));
            }
        }

        return rows.ToEquatableArray();
    }

    /// <summary>The number of lines in front of a call's, or of the end's.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="call">The call's number.</param>
    public static int RowsBefore(ExecutionPlan plan, int call) => plan.Calls.Take(call).Count(c => c.Cost is not null);

    private static PlanRow Row(KernelCall call, CallCost cost, int number)
    {
        var moved = call.Regions.Sum(r => r.Place.Bytes);
        return new PlanRow(
            number,
            call.Node,
            cost.Shape,
            cost.Kernel,
            cost.Tile,
            cost.Flushes,
            cost.Operations,
            moved + cost.WeightBytes,
            cost.Vectors ?? (moved / VectorBytes) + 1);
    }
}
