using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Calibration;

/// <summary>
/// Values that only say that something does not count: masks of attention, far below all others in front of a softmax. They have no say in
/// a format but that it holds what is so far below the others that nothing is left of it.
/// </summary>
internal static class MaskedValues
{
    /// <summary>What was seen of an activation, masked values raised as far as nothing comes of them.</summary>
    public static ActivationStatistics Raised(string activation, ActivationStatistics seen, GraphIndex index, ActivationObserver observer) =>
        seen.Gap is not null && Depth(activation, index, observer) is { } depth ? seen.Raised(depth) : seen;

    // How far below the largest what all of its readers make of a value is 0, or null where anything else is read of it.
    private static double? Depth(string activation, GraphIndex index, ActivationObserver observer)
    {
        if (index.IsOutput(activation) || index.Consumers(activation) is not { Count: > 0 } readers)
        {
            return null;
        }

        var deepest = 0.0;
        foreach (var reader in readers)
        {
            var definition = OperatorDefinition.Of(reader);
            var behaviour = definition.Formats(reader, index);
            var depth = behaviour.Depth ?? (definition.IsSum ? Depth(reader.Output, index, observer) + Others(activation, reader, index, observer)
                : behaviour.KeepsFormat ? Depth(reader.Output, index, observer)
                : null);
            if (depth is null)
            {
                return null;
            }

            deepest = Math.Max(deepest, depth.Value);
        }

        return deepest;
    }

    // The width of the range of what is added to a value.
    private static double Others(string activation, Node sum, GraphIndex index, ActivationObserver observer)
    {
        var width = 0.0;
        foreach (var other in sum.InputNames.Where(name => name != activation))
        {
            var seen = new ActivationStatistics();
            if (index.FindParameter(other) is { } parameter)
            {
                seen.Add(parameter.Values.AsSpan());
            }
            else
            {
                seen = observer.Find(other) ?? seen;
            }

            width += (double)seen.Maximum - (seen.Gap ?? seen.Minimum);
        }

        return width;
    }
}
