using Wfn.Graph;
using Wfn.Import.Folding;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Families;

/// <summary>What the normalisations have in common that take the statistics of a sample.</summary>
internal static class NormalizationImport
{
    /// <summary>The parameter of a constant that broadcasts to some extents.</summary>
    public static string Spread(OnnxNode node, GraphBuilder graph, ConstantValue constant, ParameterRole role, int[] extents)
    {
        var own = constant.Tensor.Extents;
        var inFront = own.Length - extents.Length;
        var fits = own.Take(Math.Max(0, inFront)).All(extent => extent == 1);
        var strides = new int[extents.Length];
        for (int axis = extents.Length - 1, stride = 1; axis >= 0 && axis + inFront >= 0; stride *= own[axis + inFront], axis--)
        {
            fits &= own[axis + inFront] == extents[axis] || own[axis + inFront] == 1;
            strides[axis] = own[axis + inFront] == 1 ? 0 : stride;
        }

        if (!fits)
        {
            throw node.Invalid($"has a factor or offset {constant.Tensor}, which does not fit [{string.Join(", ", extents)}]");
        }

        if (constant.Tensor.Count == extents.Aggregate(1L, (count, extent) => count * extent))
        {
            return graph.Parameter(constant, role, extents);
        }

        var count = graph.Budget.ReserveConstant(node, extents);
        return graph.Parameter(constant, role, "spread", extents, tensor => tensor.Pick(extents, ConstantLayout.Walk(extents, strides, 0, count)).Floats);
    }

    /// <summary>Defines the node's output by a group norm, with a factor and an offset for each channel.</summary>
    /// <param name="node">The node.</param>
    /// <param name="graph">The network.</param>
    /// <param name="groups">The number of groups.</param>
    /// <param name="repeats">Channels that share a factor and an offset of the file.</param>
    public static void Groups(OnnxNode node, GraphBuilder graph, int groups, int repeats)
    {
        var x = node.Activation(0);
        var (scale, shift) = (Repeated(1, "the scale", ParameterRole.Scale), Repeated(2, "the offset", ParameterRole.Shift));
        graph.Result(node, (name, output) => new GroupNormNode
        {
            Name = name,
            Inputs = [x.Name, scale, shift],
            Output = output,
            Axis = 1,
            Groups = groups,
            Epsilon = node.Float("epsilon", 1e-5f),
        });

        string Repeated(int place, string what, ParameterRole role)
        {
            var constant = node.Floats(place, what);
            if (repeats == 1)
            {
                return graph.Parameter(constant, role, constant.Tensor.Extents);
            }

            int[] extents = [graph.Budget.ReserveConstant(node, [constant.Tensor.Count, repeats])];
            return graph.Parameter(
                constant, role, "repeated", extents, tensor => [.. Enumerable.Range(0, extents[0]).Select(channel => tensor.Floats[channel / repeats])]);
        }
    }

    /// <summary>The extent of the channels, of an input with the batch in front of them.</summary>
    public static int Channels(OnnxNode node)
    {
        var shape = node.Activation(0).Shape;
        return shape.Rank < 2 ? throw node.Invalid($"needs an input [batch, channels, …], not {shape}")
            : shape.Dimensions.Skip(1).Contains(TensorShape.Dynamic) ? throw new UnsupportedException("a batch away from axis 0")
            : shape[1];
    }
}
