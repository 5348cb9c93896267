using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Import.Families;

/// <summary>Values with their axes in other orders, which many operators need around what they do.</summary>
internal static class TransposeImport
{
    /// <summary>A value under a finer shape, the axes of that in another order.</summary>
    public static ActivationValue Rearranged(
        this GraphBuilder graph, ModelNode source, ActivationValue value, int[] finer, int[] permutation) =>
        graph.Transposed(source, "ordered", graph.Reshaped(source, "blocks", value, TensorShape.Of(finer)), new EquatableArray<int>(permutation));

    /// <summary>A value whose axis i is an axis of another one.</summary>
    /// <param name="graph">Takes the node.</param>
    /// <param name="source">The model's node that it is part of.</param>
    /// <param name="part">What part, for its name.</param>
    /// <param name="value">The value.</param>
    /// <param name="permutation">Which axis of the value each one is.</param>
    public static ActivationValue Transposed(
        this GraphBuilder graph, ModelNode source, string part, ActivationValue value, EquatableArray<int> permutation) =>
        graph.Step(source, part, (name, output) => new TransposeNode { Name = name, Inputs = [value.Name], Output = output, Permutation = permutation });
}
