using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Families;

/// <summary>Single elements of values, wherever they are.</summary>
internal static class ElementParts
{
    /// <summary>The elements of a value without a batch as one axis.</summary>
    public static ActivationValue Flat(OnnxNode node, GraphBuilder graph, ActivationValue x) =>
        graph.Reshaped(node, "flat", x, TensorShape.Of(WithoutBatch(x).ElementCount));

    /// <summary>The shape of a value that has no batch.</summary>
    public static TensorShape WithoutBatch(ActivationValue x) =>
        x.BatchAxis < 0 ? x.Shape : throw new UnsupportedException($"elements of {x.Shape} across the batch");

    /// <summary>Defines the node's output by elements of values without a batch.</summary>
    /// <param name="node">The node.</param>
    /// <param name="graph">The network.</param>
    /// <param name="values">The values, whose elements are counted on from one to the next.</param>
    /// <param name="indices">The elements.</param>
    /// <param name="extents">The output's extents.</param>
    public static void Result(OnnxNode node, GraphBuilder graph, IReadOnlyList<ActivationValue> values, int[] indices, int[] extents)
    {
        var flat = values.Select(value => Flat(node, graph, value)).ToArray();
        var all = flat.Length == 1 ? flat[0] : graph.Step(node, "joined", (name, output) => new ConcatNode
        {
            Name = name,
            Inputs = flat.Select(value => value.Name).ToEquatableArray(),
            Output = output,
            Axis = 0,
        });
        graph.ReshapeResult(node, AxisParts.Take(node, graph, all, 0, indices), TensorShape.Of(extents));
    }

    /// <summary>The elements of a row-major tensor that tuples of indices along its first axes name, each with all behind it.</summary>
    /// <param name="node">The node.</param>
    /// <param name="indices">The tuples, along the last axis.</param>
    /// <param name="extents">The tensor's extents.</param>
    /// <param name="batchAxes">The first axes that tuples and tensor have in common.</param>
    public static int[] OfTuples(OnnxNode node, ConstantTensor indices, int[] extents, int batchAxes)
    {
        var length = indices.Rank == 0 ? 0 : indices.Extents[indices.Rank - 1];
        if (indices.IsFloat || length == 0 || batchAxes + length > extents.Length || indices.Rank <= batchAxes
            || !indices.Extents.Take(batchAxes).SequenceEqual(extents.Take(batchAxes)))
        {
            throw node.Invalid($"has indices {indices} into [{string.Join(", ", extents)}]");
        }

        var inner = Product(extents.Skip(batchAxes + length));
        var common = Product(extents.Take(batchAxes));
        var tuples = indices.Count / length;
        var result = new int[checked(tuples * inner)];
        for (var tuple = 0; tuple < tuples; tuple++)
        {
            var at = tuple / (tuples / common);
            for (var i = 0; i < length; i++)
            {
                at = (at * extents[batchAxes + i]) + Index(node, indices.Integers[(tuple * length) + i], extents[batchAxes + i]);
            }

            for (var element = 0; element < inner; element++)
            {
                result[(tuple * inner) + element] = (at * inner) + element;
            }
        }

        return result;
    }

    /// <summary>The elements of a row-major tensor at the places of a tensor of indices, along one axis at what these say.</summary>
    public static int[] OfAxis(OnnxNode node, ConstantTensor indices, int[] extents, int axis)
    {
        var fits = !indices.IsFloat && indices.Rank == extents.Length && indices.Count > 0;
        for (var i = 0; fits && i < extents.Length; i++)
        {
            fits = i == axis || indices.Extents[i] <= extents[i];
        }

        if (!fits)
        {
            throw node.Invalid($"has indices {indices} into [{string.Join(", ", extents)}]");
        }

        var result = new int[indices.Count];
        for (var element = 0; element < result.Length; element++)
        {
            var (rest, stride) = (element, 1);
            for (var i = extents.Length - 1; i >= 0; i--)
            {
                var place = rest % indices.Extents[i];
                result[element] += stride * (i == axis ? Index(node, indices.Integers[element], extents[i]) : place);
                (rest, stride) = (rest / indices.Extents[i], stride * extents[i]);
            }
        }

        return result;
    }

    private static int Index(OnnxNode node, long index, int extent) => index >= -extent && index < extent
        ? (int)(index < 0 ? index + extent : index)
        : throw node.Invalid($"takes index {index} of {extent}");

    private static int Product(IEnumerable<int> extents) => extents.Aggregate(1, (product, extent) => product * extent);
}
