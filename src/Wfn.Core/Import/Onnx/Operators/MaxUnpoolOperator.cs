using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The largest elements of a pool where they came from, zeros elsewhere.</summary>
internal sealed class MaxUnpoolOperator() : OnnxOperator(
    "MaxUnpool", "a put into zeros, and a pad", "values with a batch, whose places are counted over all samples")
{
    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        int[] extents = [.. ElementParts.WithoutBatch(x).Dimensions];
        var known = (node.Input(1) as ConstantValue)?.Tensor;
        var places = node.Input(1) is IntegerValue { Numbers: var numbers } ? numbers : known is null ? node.Activation(1) : null;
        var axes = extents.Length - 2;
        var kernel = node.Integers("kernel_shape") ?? throw node.Invalid("has no kernel_shape");
        var strides = node.Integers("strides") ?? [.. Enumerable.Repeat(1L, axes)];
        var pads = node.Integers("pads") ?? new long[2 * axes];
        if (axes < 1 || kernel.Length != axes || strides.Length != axes || pads.Length != 2 * axes || (places?.Shape ?? TensorShape.Of(known!.Extents)) != x.Shape)
        {
            throw node.Invalid($"takes {x.Shape} apart at {places?.Shape.ToString() ?? known!.ToString()}");
        }

        // Places are counted in the image that the window tells of; a larger one that is wanted has it at its start.
        int[] image = [.. extents.Take(2), .. Enumerable.Range(0, axes).Select(axis => node.ToInt(
            ((extents[axis + 2] - 1) * strides[axis]) + kernel[axis] - pads[axis] - pads[axis + axes], "an extent"))];
        int[] wanted = node.OptionalIntegers(2, "a shape") is { } given ? [.. given.Select(extent => node.ToInt(extent, "an extent"))] : image;
        if (wanted.Length != image.Length || wanted.Zip(image, (own, least) => own < least).Any(isLess => isLess) || image.Any(extent => extent < 1))
        {
            throw node.Invalid($"makes [{string.Join(", ", wanted)}] of [{string.Join(", ", image)}]");
        }

        var count = graph.Budget.ReserveConstant(node, image);
        var zeros = new ConstantValue($"{node.Name}.zeros", ConstantTensor.OfFloats(image, new float[count]));
        var put = places is null ? AtKnown(node, graph, x, known!, image)
            : RunTimePut.Put(graph, node, zeros, places, x, 1, PutJoin.Replace, TensorShape.Of(image));
        graph.Alias(node, wanted.SequenceEqual(image) ? put : graph.Step(node, "padded", (name, output) => new PadNode
        {
            Name = name,
            Inputs = [put.Name],
            Output = output,
            Mode = PadMode.Constant,
            Before = EquatableArray.Create<int>(new int[image.Length]),
            After = wanted.Zip(image, (own, least) => own - least).ToEquatableArray(),
        }));
    }

    // Of several elements at one place the last one counts; where there is none, a zero behind all of them.
    private static ActivationValue AtKnown(OnnxNode node, GraphBuilder graph, ActivationValue x, ConstantTensor places, int[] image)
    {
        int[] elements = [.. Enumerable.Repeat(places.Count, image.Aggregate(1, (product, extent) => product * extent))];
        for (var i = 0; i < places.Count; i++)
        {
            var place = places.IsFloat ? -1 : places.Integers[i];
            elements[place >= 0 && place < elements.Length ? (int)place : throw node.Invalid($"puts an element at {place} of {elements.Length}")] = i;
        }

        var flat = ElementParts.Flat(node, graph, x);
        var more = graph.Step(node, "zero", (name, output) =>
            new PadNode { Name = name, Inputs = [flat.Name], Output = output, Mode = PadMode.Constant, Before = [0], After = [1] });
        return graph.Reshaped(node, "image", AxisParts.Take(node, graph, more, 0, elements), TensorShape.Of(image));
    }
}
