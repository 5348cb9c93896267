using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Families;

/// <summary>Operators over images that ONNX Runtime has with channels last, where an attribute says so: between two transpositions.</summary>
internal static class ChannelsLast
{
    /// <summary>Imports a node as another operator, whose first operand may have its channels last.</summary>
    public static void Import(OnnxNode node, GraphBuilder graph, OnnxOperator meaning)
    {
        if (node.Flag("channels_last", false))
        {
            Turned(node, graph, node.Activation(0), (own, x) => meaning.Import(own.With(0, x), graph));
        }
        else
        {
            meaning.Import(node, graph);
        }
    }

    /// <summary>Defines the node's output by what is made of images whose channels are first.</summary>
    public static void Run(OnnxNode node, GraphBuilder graph, ActivationValue x, Action<OnnxNode, ActivationValue> import)
    {
        if (node.Flag("channels_last", false))
        {
            Turned(node, graph, x, import);
        }
        else
        {
            import(node, x);
        }
    }

    /// <summary>Defines the node's output, channels last, by what is made of images that are turned to channels first.</summary>
    public static void Turned(OnnxNode node, GraphBuilder graph, ActivationValue x, Action<OnnxNode, ActivationValue> import)
    {
        var rank = x.Shape.Rank;
        if (rank < 3)
        {
            throw node.Invalid($"has {x.Shape} as images with channels last");
        }

        import(node, graph.Transposed(node, "channels", x, [0, rank - 1, .. Enumerable.Range(1, rank - 2)]));
        _ = graph.Behind(node, "channels", (name, input, output) => new TransposeNode
        {
            Name = name,
            Inputs = [input],
            Output = output,
            Permutation = [0, .. Enumerable.Range(2, rank - 2), 1],
        });
    }
}
