using System.Text;
using Wfn.Graph;
using Wfn.Graph.Nodes;

namespace Wfn.Artifact;

/// <summary>Graph nodes as header lines: <c>node kind=… name=… inputs=[…] output=…</c> and the attributes of the kind.</summary>
internal static class NodeLine
{
    private static readonly string[] Operators = ["add", "subtract", "multiply"];
    private static readonly string[] PadModes = ["constant", "reflect", "edge", "wrap"];
    private static readonly string[] Booleans = ["false", "true"];

    /// <summary>Appends the node's line.</summary>
    /// <exception cref="NotSupportedException">The format has no line for nodes of that kind.</exception>
    public static void Write(StringBuilder text, Node node)
    {
        var (kind, attributes) = Describe(node);
        attributes(new ArtifactLineWriter(text, "node")
            .Word("kind", kind)
            .Text("name", node.Name)
            .Texts("inputs", node.Inputs)
            .Text("output", node.Output)).End();
    }

    /// <summary>Reads a node's line.</summary>
    public static Node Read(ArtifactLine line)
    {
        var kind = line.Word("kind");
        var name = line.Text("name");
        var inputs = line.Texts("inputs");
        var output = line.Text("output");
        Node node = kind switch
        {
            "convolution" => new ConvolutionNode
            {
                Name = name,
                Inputs = inputs,
                Output = output,
                Weight = line.Text("weight"),
                Bias = line.Has("bias") ? line.Text("bias") : null,
                Window = ReadWindow(line),
                Groups = line.Integer("groups", 1, Limits.Elements),
            },
            "linear" => new LinearNode
            {
                Name = name,
                Inputs = inputs,
                Output = output,
                Weight = line.Text("weight"),
                Bias = line.Has("bias") ? line.Text("bias") : null,
            },
            "batchNorm" => new BatchNormNode
            {
                Name = name,
                Inputs = inputs,
                Output = output,
                Scale = line.Text("scale"),
                Shift = line.Text("shift"),
                Mean = line.Text("mean"),
                Variance = line.Text("variance"),
                Epsilon = line.Float("epsilon"),
            },
            "binary" => new BinaryNode
            {
                Name = name,
                Inputs = inputs,
                Output = output,
                Operator = (BinaryOperator)line.Choice("operator", Operators),
            },
            "relu" => new ReluNode { Name = name, Inputs = inputs, Output = output },
            "sigmoid" => new SigmoidNode { Name = name, Inputs = inputs, Output = output },
            "clip" => new ClipNode
            {
                Name = name,
                Inputs = inputs,
                Output = output,
                Minimum = line.Float("minimum"),
                Maximum = line.Float("maximum"),
            },
            "softmax" => new SoftmaxNode
            {
                Name = name,
                Inputs = inputs,
                Output = output,
                Axis = line.Integer("axis", 1, Limits.Rank - 1),
            },
            "maxPool" => new MaxPoolNode { Name = name, Inputs = inputs, Output = output, Window = ReadWindow(line) },
            "averagePool" => new AveragePoolNode
            {
                Name = name,
                Inputs = inputs,
                Output = output,
                Window = ReadWindow(line),
                CountPadding = line.Choice("countPadding", Booleans) == 1,
                UncountedBottom = line.Integer("uncountedBottom", 0, Limits.Window),
                UncountedRight = line.Integer("uncountedRight", 0, Limits.Window),
            },
            "globalAveragePool" => new GlobalAveragePoolNode { Name = name, Inputs = inputs, Output = output },
            "matrixProduct" => new MatrixProductNode { Name = name, Inputs = inputs, Output = output },
            "reshape" => new ReshapeNode
            {
                Name = name,
                Inputs = inputs,
                Output = output,
                Shape = TensorShapeText.ReadActivation(line),
            },
            "transpose" => new TransposeNode
            {
                Name = name,
                Inputs = inputs,
                Output = output,
                Permutation = line.Integers("permutation", 0, Limits.Rank - 1),
            },
            "concat" => new ConcatNode
            {
                Name = name,
                Inputs = inputs,
                Output = output,
                Axis = line.Integer("axis", 1, Limits.Rank - 1),
            },
            "slice" => new SliceNode
            {
                Name = name,
                Inputs = inputs,
                Output = output,
                Starts = line.Integers("starts", 0, Limits.Elements),
                Steps = line.Integers("steps", -Limits.Elements, Limits.Elements),
                Shape = TensorShapeText.ReadActivation(line),
            },
            "pad" => new PadNode
            {
                Name = name,
                Inputs = inputs,
                Output = output,
                Mode = (PadMode)line.Choice("mode", PadModes),
                Before = line.Integers("before", 0, Limits.Elements),
                After = line.Integers("after", 0, Limits.Elements),
                Value = line.Float("value"),
            },
            _ => throw line.Fail("kind", $"'{kind}' is no kind of node"),
        };
        line.End();
        return node;
    }

    private static (string Kind, Func<ArtifactLineWriter, ArtifactLineWriter> Attributes) Describe(Node node) => node switch
    {
        ConvolutionNode n => ("convolution", line => Window(Weights(line, n.Weight, n.Bias), n.Window).Number("groups", n.Groups)),
        LinearNode n => ("linear", line => Weights(line, n.Weight, n.Bias)),
        BatchNormNode n => ("batchNorm", line => line
            .Text("scale", n.Scale).Text("shift", n.Shift).Text("mean", n.Mean).Text("variance", n.Variance).Number("epsilon", n.Epsilon)),
        BinaryNode n => ("binary", line => line.Word("operator", Operators[(int)n.Operator])),
        ReluNode => ("relu", line => line),
        SigmoidNode => ("sigmoid", line => line),
        ClipNode n => ("clip", line => line.Number("minimum", n.Minimum).Number("maximum", n.Maximum)),
        SoftmaxNode n => ("softmax", line => line.Number("axis", n.Axis)),
        MaxPoolNode n => ("maxPool", line => Window(line, n.Window)),
        AveragePoolNode n => ("averagePool", line => Window(line, n.Window)
            .Word("countPadding", Booleans[n.CountPadding ? 1 : 0])
            .Number("uncountedBottom", n.UncountedBottom)
            .Number("uncountedRight", n.UncountedRight)),
        GlobalAveragePoolNode => ("globalAveragePool", line => line),
        MatrixProductNode => ("matrixProduct", line => line),
        ReshapeNode n => ("reshape", line => TensorShapeText.Write(line, n.Shape)),
        TransposeNode n => ("transpose", line => line.Numbers("permutation", n.Permutation.ToArray())),
        ConcatNode n => ("concat", line => line.Number("axis", n.Axis)),
        SliceNode n => ("slice", line => TensorShapeText.Write(
            line.Numbers("starts", n.Starts.ToArray()).Numbers("steps", n.Steps.ToArray()), n.Shape)),
        PadNode n => ("pad", line => line
            .Word("mode", PadModes[(int)n.Mode])
            .Numbers("before", n.Before.ToArray())
            .Numbers("after", n.After.ToArray())
            .Number("value", n.Value)),
        _ => throw new NotSupportedException($"the .wfn format has no line for {node.GetType().Name}"),
    };

    private static ArtifactLineWriter Weights(ArtifactLineWriter line, string weight, string? bias) =>
        bias is null ? line.Text("weight", weight) : line.Text("weight", weight).Text("bias", bias);

    private static ArtifactLineWriter Window(ArtifactLineWriter line, SlidingWindow window) => line
        .Numbers("kernel", window.KernelHeight, window.KernelWidth)
        .Numbers("stride", window.StrideHeight, window.StrideWidth)
        .Numbers("dilation", window.DilationHeight, window.DilationWidth)
        .Numbers("pad", window.PadTop, window.PadLeft, window.PadBottom, window.PadRight);

    private static SlidingWindow ReadWindow(ArtifactLine line)
    {
        var kernel = ReadExactly(line, "kernel", 2, 1);
        var stride = ReadExactly(line, "stride", 2, 1);
        var dilation = ReadExactly(line, "dilation", 2, 1);
        var pad = ReadExactly(line, "pad", 4, 0);
        return new SlidingWindow
        {
            KernelHeight = kernel[0],
            KernelWidth = kernel[1],
            StrideHeight = stride[0],
            StrideWidth = stride[1],
            DilationHeight = dilation[0],
            DilationWidth = dilation[1],
            PadTop = pad[0],
            PadLeft = pad[1],
            PadBottom = pad[2],
            PadRight = pad[3],
        };
    }

    private static EquatableArray<int> ReadExactly(ArtifactLine line, string name, int count, int minimum)
    {
        var values = line.Integers(name, minimum, Limits.Window);
        return values.Count == count ? values : throw line.Fail(name, $"{count} numbers are expected");
    }
}
