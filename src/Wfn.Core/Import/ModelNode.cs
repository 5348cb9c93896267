using Wfn.Diagnostics;

namespace Wfn.Import;

/// <summary>
/// A node of a model file, whatever the file's kind: what the network's nodes made of it are named after, and errors told by.
/// </summary>
internal abstract class ModelNode
{
    /// <summary>The node's unique name.</summary>
    public abstract string Name { get; }

    /// <summary>The operator, as the file's kind calls it.</summary>
    public abstract string OpType { get; }

    /// <summary>The model's name of the first output.</summary>
    public abstract string Output { get; }

    /// <summary>The model's names of all outputs; empty where one is left out or nobody reads it.</summary>
    public abstract IReadOnlyList<string> Outputs { get; }

    /// <summary>A contradiction in the model at this node.</summary>
    public WfnException Invalid(string reason) =>
        new(DiagnosticCodes.InvalidGraph, $"node {DataName.Quote(Name)} ({DataName.Quote(OpType).Trim('\'')}): {reason}");

    /// <summary>A value of the file as an int.</summary>
    public int ToInt(long value, string what) => value is >= int.MinValue and <= int.MaxValue
        ? (int)value
        : throw Invalid($"has {what} of {(value == ConstantTensor.Batch ? "the batch's extent" : value)}");

    /// <summary>An axis counted from the front, of a tensor of that many axes.</summary>
    public int Axis(long axis, int rank) => axis >= -rank && axis < rank
        ? (int)(axis < 0 ? axis + rank : axis)
        : throw Invalid($"has the axis {axis} of a tensor with {rank} axes");

    /// <summary>Distinct axes counted from the front, ascending.</summary>
    public int[] Axes(long[] axes, int rank)
    {
        var result = axes.Select(axis => Axis(axis, rank)).Distinct().OrderBy(axis => axis).ToArray();
        return result.Length == axes.Length ? result : throw Invalid($"names an axis twice in [{string.Join(", ", axes)}]");
    }
}
