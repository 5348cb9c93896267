using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators.Microsoft;

/// <summary>Pairs of elements turned by angles, whose places stand in front of the tables of cosines and sines.</summary>
internal sealed class RotaryEmbeddingOperator() : MicrosoftOperator(
    "RotaryEmbedding", "what ONNX's RotaryEmbedding becomes", "a first place computed at run time; packed batches; a scale")
{
    private static readonly Operators.RotaryEmbeddingOperator Meaning = new();

    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        if (node.Flag("is_packed_batching", false) || node.Float("scale", 1f) != 1f)
        {
            throw new UnsupportedException("packed batches or a scale");
        }

        var x = node.Activation(0);
        if (x.Shape.Rank is not (3 or 4))
        {
            throw node.Invalid($"turns {x.Shape}");
        }

        var steps = x.Shape[x.Shape.Rank == 4 ? 2 : 1];
        Meaning.Import(node.With([x, node.Input(2), node.Input(3), Places(node, graph, node.Input(1), steps)]), graph);
    }

    // One number is the place of the first step.
    private static ImportedValue Places(OnnxNode node, GraphBuilder graph, ImportedValue places, int steps)
    {
        if (places is ConstantValue { Tensor: { IsFloat: false, Rank: 1, Count: 1 } first } constant)
        {
            graph.Budget.ReserveConstant(node, [1, steps]);
            return constant with
            {
                Tensor = ConstantTensor.OfIntegers([1, steps], [.. Enumerable.Range(0, steps).Select(step => first.Integers[0] + step)]),
            };
        }

        return places is IntegerValue { Numbers.Shape.Rank: < 2 } ? throw new UnsupportedException("a first place computed at run time") : places;
    }
}
