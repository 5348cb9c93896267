using Wfn.Graph;
using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Transposed convolution over one to three spatial axes, with groups, strides, dilations, and every form of padding.</summary>
internal sealed class ConvTransposeOperator() : OnnxOperator(
    "ConvTranspose",
    "transposed convolution; over one axis as an image of height 1, over three as an image of all layers",
    "kernels computed at run time; negative pads")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        var spatial = ImageImport.Spatial(x);
        var kernel = node.Floats(1, "the kernel");
        var extents = kernel.Tensor.Extents;
        var groups = node.ToInt(node.Integer("group", 1), "a group count");
        if (extents.Length != x.Shape.Rank || groups < 1 || extents[0] % groups != 0)
        {
            throw node.Invalid($"has a kernel {kernel.Tensor} in {groups} group(s) for an input {x.Shape}");
        }

        var (axes, added) = Axes(node, spatial, [.. extents.Skip(2)]);
        var weight = Weight(node, graph, kernel, groups);
        var bias = node.OptionalFloats(2, "the bias") is { } constant
            ? graph.Parameter(constant, ParameterRole.Bias, constant.Tensor.Extents)
            : null;
        if (VolumeImport.Is(x))
        {
            VolumeImport.Transpose(node, graph, x, axes, added, Convolution);
            return;
        }

        var window = ImageImport.WindowOf(axes);
        var image = ImageImport.AsImage(node, graph, x);
        EquatableArray<int> more = axes.Length == 1 ? [0, added[0]] : added.ToEquatableArray();
        ImageImport.Result(node, graph, x, (name, output) => Convolution(name, image, output, window, more));

        TransposedConvolutionNode Convolution(string name, ActivationValue input, string output, SlidingWindow own, EquatableArray<int> ownAdded) => new()
        {
            Name = name,
            Inputs = [input.Name],
            Output = output,
            Weight = weight,
            Bias = bias,
            Window = own,
            OutputPadding = ownAdded,
            Groups = groups,
        };
    }

    // ONNX has [inputs, outputs / groups, …], each tap where it lands; the network has [outputs, inputs / groups, …], turned by 180°.
    private static string Weight(OnnxNode node, GraphBuilder graph, ConstantValue kernel, int groups)
    {
        var (inputs, outputs) = (kernel.Tensor.Extents[0] / groups, kernel.Tensor.Extents[1]);
        int[] spatial = [.. kernel.Tensor.Extents.Skip(2)];
        var taps = spatial.Aggregate(1, (product, extent) => product * extent);
        var extents = ImageImport.KernelOf([outputs * groups, inputs, .. spatial]);
        graph.Budget.ReserveConstant(node, extents);
        return graph.Parameter(kernel, ParameterRole.Weight, $"turned{groups}", extents, tensor =>
        {
            var values = new float[tensor.Count];
            for (var at = 0; at < values.Length; at++)
            {
                var (output, input, tap) = (at / taps / inputs, at / taps % inputs, at % taps);
                var (group, own) = (output / outputs, output % outputs);
                values[at] = tensor.Floats[(((((group * inputs) + input) * outputs) + own + 1) * taps) - 1 - tap];
            }

            return values;
        });
    }

    private static (AxisWindow[] Axes, int[] Added) Axes(OnnxNode node, int[] spatial, int[] kernel)
    {
        var axes = spatial.Length;
        var extents = WindowImport.List(node, "kernel_shape", axes, null) ?? kernel;
        if (!extents.SequenceEqual(kernel))
        {
            throw node.Invalid($"has the kernel_shape [{string.Join(", ", extents)}] but a kernel of [{string.Join(", ", kernel)}]");
        }

        var strides = WindowImport.List(node, "strides", axes, 1)!;
        var dilations = WindowImport.List(node, "dilations", axes, 1)!;
        var pads = WindowImport.List(node, "pads", 2 * axes, 0)!;
        var added = WindowImport.List(node, "output_padding", axes, 0)!;
        var shape = WindowImport.List(node, "output_shape", axes, null);
        var autoPad = node.Text("auto_pad", "NOTSET");
        var axis = new AxisWindow[axes];
        for (var i = 0; i < axes; i++)
        {
            axis[i] = new AxisWindow(extents[i], strides[i], dilations[i], 0, 0);
            axis[i].Check(node);
            long? wanted = shape is not null ? shape[i] : autoPad is "SAME_UPPER" or "SAME_LOWER" ? (long)spatial[i] * strides[i] : null;
            (axis[i], added[i]) = wanted is { } outputs ? Padded(axis[i], spatial[i], outputs, added[i], autoPad == "SAME_UPPER")
                : autoPad is "NOTSET" or "" ? (axis[i] with { Before = pads[i], After = pads[i + axes] }, added[i])
                : autoPad == "VALID" ? (axis[i], added[i])
                : throw new UnsupportedException($"auto_pad {Diagnostics.DataName.Quote(autoPad)}");
            axis[i].Check(node);
        }

        return (axis, added);
    }

    // The padding that gives so many outputs; outputs that no padding gives are added behind the others.
    private static (AxisWindow Axis, int Added) Padded(AxisWindow axis, int inputs, long outputs, int added, bool upper)
    {
        var total = ((inputs - 1L) * axis.Stride) + ((axis.Kernel - 1L) * axis.Dilation) + 1 + added - outputs;

        // More than any window may have stays more than that, so that a check refuses it.
        var padding = Math.Min(Math.Max(total, 0), 2L * (Limits.Window + 1));
        var less = (int)(padding / 2);
        var more = (int)(padding - less);
        return (
            axis with { Before = upper ? less : more, After = upper ? more : less },
            (int)Math.Min(added + Math.Max(-total, 0), Limits.Window + 1));
    }
}
