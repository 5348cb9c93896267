using Wfn.Integers;

namespace Wfn.Lowering;

/// <summary>
/// Takes out clamps that saturation has already done: a ReLU whose operand has the format of its result. The operation in
/// front then makes the result itself.
/// </summary>
internal static class RedundantClampRemoval
{
    /// <summary>The same network without them.</summary>
    public static FixedPointNetwork Apply(FixedPointNetwork network)
    {
        var formats = network.Tensors.ToDictionary(t => t.Name, t => t.Format, StringComparer.Ordinal);
        var readers = network.Operations.SelectMany(o => o.Inputs).GroupBy(i => i, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        var operations = new List<FixedPointOperation>();
        var removed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var operation in network.Operations)
        {
            var producer = operation is ClampOperation clamp && DoesNothing(clamp, formats) && readers[clamp.Inputs[0]] == 1
                && !network.Outputs.Contains(clamp.Inputs[0])
                ? operations.FindIndex(o => o.Output == clamp.Inputs[0] && o is not Float32Operation)
                : -1;
            if (producer < 0)
            {
                operations.Add(operation);
                continue;
            }

            removed.Add(operation.Inputs[0]);
            operations[producer] = operations[producer] with { Output = operation.Output };
        }

        return network with
        {
            Tensors = network.Tensors.Where(t => !removed.Contains(t.Name)).ToEquatableArray(),
            Operations = operations.ToEquatableArray(),
        };
    }

    private static bool DoesNothing(ClampOperation clamp, Dictionary<string, Numerics.FixedPointFormat> formats)
    {
        var output = formats[clamp.Output];
        return clamp.Shift == 0 && formats[clamp.Inputs[0]] == output
            && clamp.Minimum <= output.Minimum && clamp.Maximum >= output.Maximum;
    }
}
