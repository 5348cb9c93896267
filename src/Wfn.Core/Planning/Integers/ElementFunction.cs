using Wfn.Integers;
using Wfn.Numerics;

namespace Wfn.Planning;

/// <summary>A function of single integers as a table.</summary>
/// <param name="First">The smallest integer that it is given: that of entry 0.</param>
/// <param name="Values">One result for each integer.</param>
/// <param name="What">What it does, in words.</param>
internal sealed record ElementFunction(int First, EquatableArray<int> Values, string What)
{
    // Larger tables do not stay in the first-level cache.
    private const int MostBits = 12;

    /// <summary>The function of an operation, or null where no table should hold it.</summary>
    public static ElementFunction? Of(FixedPointOperation operation, LoweredNetwork network)
    {
        var format = network[operation.Inputs[0]].Format.FixedPoint!;
        return operation switch
        {
            TableOperation table => new ElementFunction(format.Minimum, table.Table, "function by table"),
            ClampOperation clamp when format.Bits <= MostBits => new ElementFunction(
                format.Minimum,
                Enumerable.Range(format.Minimum, format.Maximum - format.Minimum + 1)
                    .Select(q => Clamped(q, clamp, network[clamp.Output].Format.FixedPoint!)).ToEquatableArray(),
                "change of format"),
            _ => null,
        };
    }

    private static int Clamped(int q, ClampOperation clamp, FixedPointFormat output) => FixedPointRounding.Saturate(
        Math.Min(Math.Max(FixedPointRounding.ShiftRight(q, clamp.Shift), clamp.Minimum), clamp.Maximum), output);
}
