using Google.Protobuf;
using Google.Protobuf.Collections;
using Wfn.Graph;
using Wfn.Import;
using Wfn.Import.Onnx;
using Wfn.Import.Onnx.Schema;
using Wfn.Operators;

namespace Wfn.Testing.Onnx;

/// <summary>Changes what a well-formed model says: extents, attributes, operators, wiring.</summary>
internal static class ModelMutation
{
    private static readonly long[] Extremes =
    [
        0, 1, -1, 2, -2, 3, 5, 64, 65535, 65536, int.MaxValue, int.MinValue, 1L << 31, 1L << 32, long.MaxValue, long.MinValue,
        long.MinValue + 1, ConstantTensor.Batch,
    ];

    private static readonly float[] ExtremeFloats = [0f, -0f, 1f, -1f, 1e38f, -1e38f, 1e-45f, float.NaN, float.PositiveInfinity, float.NegativeInfinity];

    /// <summary>Small models that reach every operator: ONNX's own cases with operands as constants, and some chains.</summary>
    public static IEnumerable<ModelProto> Originals()
    {
        foreach (var folder in Repository.OperatorCases)
        {
            var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder, "model.onnx")));
            for (var input = model.Graph.Input.Count - 1; input > 0; input--)
            {
                var tensor = TensorProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder, $"input_{input}.pb")));
                tensor.Name = model.Graph.Input[input].Name;
                model.Graph.Initializer.Add(tensor);
            }

            yield return model;
        }

        foreach (var chain in Chains())
        {
            yield return chain;
        }
    }

    /// <summary>Models that fold constants on the way to their shapes.</summary>
    public static IEnumerable<ModelProto> Chains()
    {
        yield return new OnnxModel(13).Input("x", -1, 6, 2, 2).Output("y").Integers("groups", 3).Integers("0", 0).Integers("1", 1).Integers("2", 2)
            .Node("Shape", ["x"], "shape").Node("Slice", ["shape", "0", "1"], "batch").Node("Slice", ["shape", "1", "2"], "channels")
            .Node("Div", ["channels", "groups"], "each").Node("Concat", ["batch", "groups", "each", "2", "2"], "split", ("axis", 0))
            .Node("Reshape", ["x", "split"], "parts").Node("Transpose", ["parts"], "swapped", ("perm", new long[] { 0, 2, 1, 3, 4 }))
            .Node("Reshape", ["swapped", "shape"], "y").Proto;
        yield return new OnnxModel(18).Input("x", -1, 3, 8, 8).Output("y").Integers("rest", 4).Integers("given", 0, 0, 1, 1).IntegerTensor("s", [], 0)
            .IntegerTensor("n", [], 4).IntegerTensor("d", [], 1)
            .Node("ConstantOfShape", ["rest"], "zeros", ("value", OnnxModel.Tensor("", [1], new long[] { 1 })))
            .Node("Range", ["s", "n", "d"], "order").Node("Gather", ["given", "order"], "pads0").Node("Mul", ["pads0", "zeros"], "pads1")
            .Node("Concat", ["pads1", "zeros"], "pads", ("axis", 0)).Node("Pad", ["x", "pads"], "p", ("mode", "edge"))
            .Ramp("w", 0.1f, 4, 3, 3, 3).Node("Conv", ["p", "w"], "c", ("auto_pad", "SAME_UPPER"), ("strides", new long[] { 2, 2 }))
            .Node("AveragePool", ["c"], "a", ("kernel_shape", new long[] { 2, 2 }), ("ceil_mode", 1), ("strides", new long[] { 2, 2 }))
            .Node("ReduceMean", ["a"], "y").Proto;
        yield return new OnnxModel(13).Input("x", -1, 4, 3).Output("y", "z").Ramp("w", 0.5f, 3, 4).Ramp("b", 1, 4).Ramp("v", 1, 4)
            .Node("MatMul", ["x", "w"], "p").Node("Add", ["p", "b"], "q").Node("BatchNormalization", ["q", "v", "b", "v", "b"], "r")
            .Node("Transpose", ["w"], "wt").Node("MatMul", ["r", "wt"], "s").Node("MatMul", ["wt", "s"], "t").Node("Softmax", ["t"], "y")
            .Node("Identity", ["r"], "z").Proto;
    }

    /// <summary>Changes one thing.</summary>
    public static void Change(Random random, ModelProto model)
    {
        var graph = model.Graph;
        switch (random.Next(12))
        {
            case 0:
                model.OpsetImport[0].Version = random.Next(7, 23);
                break;
            case 1 when Pick(random, graph.Input) is { Type.TensorType.Shape.Dim: var dimensions }:
                ChangeExtents(random, dimensions);
                break;
            case 2 when Pick(random, graph.Initializer) is { } tensor:
                ChangeTensor(random, tensor);
                break;
            case 3 or 4 when Pick(random, graph.Node) is { } node:
                ChangeInputs(random, graph, node);
                break;
            case 5 when Pick(random, graph.Node) is { } node:
                node.OpType = OperatorRegistry.All[random.Next(OperatorRegistry.All.Count)].OpType;
                break;
            case 6 when Pick(random, graph.Node) is { } node:
                graph.Node.Insert(random.Next(graph.Node.Count + 1), node.Clone());
                break;
            case 7 when Pick(random, graph.Output) is { } output:
                output.Name = AnyName(random, graph);
                break;
            case 8 when Pick(random, graph.Node) is { } node:
                node.Attribute.Add(new AttributeProto { Name = AnyAttribute(random), I = Extremes[random.Next(Extremes.Length)], Type = AttributeProto.Types.AttributeType.Int });
                break;
            case 9 when Pick(random, graph.Node) is { Input.Count: > 0, Output.Count: > 0 } node && graph.Output.Count > 0:
                // Puts the operator once more behind itself.
                var next = node.Clone();
                next.Input[0] = node.Output[0];
                next.Output[0] = "again" + random.Next();
                graph.Node.Add(next);
                graph.Output[0].Name = next.Output[0];
                break;
            default:
                if (Pick(random, graph.Node) is { } changed && Pick(random, changed.Attribute) is { } attribute)
                {
                    ChangeAttribute(random, attribute);
                }

                break;
        }
    }

    /// <summary>Whether running the network takes no time worth mentioning.</summary>
    public static bool IsSmall(NetworkGraph graph)
    {
        var index = new GraphIndex(graph);
        var cost = 0.0;
        foreach (var node in graph.Nodes)
        {
            var taps = node switch
            {
                ConvolutionNode convolution => index.Shape(convolution.Weight).Sample.ElementCount,
                LinearNode linear => index.Shape(linear.Weight)[1],
                MaxPoolNode pool => (double)pool.Window.KernelHeight * pool.Window.KernelWidth,
                AveragePoolNode pool => (double)pool.Window.KernelHeight * pool.Window.KernelWidth,
                MatrixProductNode => index.Shape(node.Inputs[0]).Dimensions.Max(),
                GlobalAveragePoolNode => index.Shape(node.Inputs[0]).ElementCount,
                _ => 1,
            };
            cost += taps * index.Shape(node.Output).ElementCount;
        }

        return cost + graph.Inputs.Sum(input => (double)input.Shape.ElementCount) < 1e6;
    }

    private static void ChangeExtents(Random random, RepeatedField<TensorShapeProto.Types.Dimension> dimensions)
    {
        if (dimensions.Count > 0 && random.Next(4) > 0)
        {
            dimensions[random.Next(dimensions.Count)].DimValue = random.Next(2) == 0 ? random.Next(1, 9) : AnyInteger(random);
        }
        else
        {
            dimensions.Insert(random.Next(dimensions.Count + 1), new TensorShapeProto.Types.Dimension { DimValue = random.Next(1, 4) });
        }
    }

    private static void ChangeTensor(Random random, TensorProto tensor)
    {
        if (random.Next(3) == 0 && tensor.Dims.Count > 0)
        {
            tensor.Dims[random.Next(tensor.Dims.Count)] = AnyInteger(random);
        }
        else if (tensor.Int64Data.Count > 0)
        {
            tensor.Int64Data[random.Next(tensor.Int64Data.Count)] = AnyInteger(random);
        }
        else if (tensor.RawData.Length >= 8)
        {
            var bytes = tensor.RawData.ToByteArray();
            var element = random.Next(bytes.Length / 8) * 8;
            BitConverter.TryWriteBytes(bytes.AsSpan(element), AnyInteger(random));
            tensor.RawData = ByteString.CopyFrom(bytes);
        }
        else
        {
            tensor.Dims.Add(1);
        }
    }

    private static void ChangeInputs(Random random, GraphProto graph, NodeProto node)
    {
        switch (random.Next(4))
        {
            case 0:
                node.Input.Add(AnyName(random, graph));
                break;
            case 1 when node.Input.Count > 0:
                node.Input.RemoveAt(random.Next(node.Input.Count));
                break;
            case 2 when node.Input.Count > 0:
                node.Input[random.Next(node.Input.Count)] = "";
                break;
            default:
                if (node.Input.Count > 0)
                {
                    node.Input[random.Next(node.Input.Count)] = AnyName(random, graph);
                }

                break;
        }
    }

    private static void ChangeAttribute(Random random, AttributeProto attribute)
    {
        if (attribute.Ints.Count > 0)
        {
            if (random.Next(4) == 0)
            {
                attribute.Ints.Add(AnyInteger(random));
            }
            else
            {
                attribute.Ints[random.Next(attribute.Ints.Count)] = AnyInteger(random);
            }
        }
        else if (attribute.T is not null)
        {
            ChangeTensor(random, attribute.T);
        }
        else
        {
            attribute.I = AnyInteger(random);
            attribute.F = ExtremeFloats[random.Next(ExtremeFloats.Length)];
        }
    }

    private static long AnyInteger(Random random) => random.Next(2) == 0 ? random.Next(-4, 10) : Extremes[random.Next(Extremes.Length)];

    private static string AnyAttribute(Random random) =>
        ((string[])["axis", "ceil_mode", "keepdims", "group", "start", "end", "transB", "allowzero", "spatial", "count_include_pad"])[random.Next(10)];

    private static string AnyName(Random random, GraphProto graph)
    {
        string[] names =
        [
            .. graph.Input.Select(input => input.Name), .. graph.Initializer.Select(tensor => tensor.Name),
            .. graph.Node.SelectMany(node => node.Output),
        ];
        return names.Length == 0 ? "" : names[random.Next(names.Length)];
    }

    private static T? Pick<T>(Random random, IList<T> items)
        where T : class => items.Count == 0 ? null : items[random.Next(items.Count)];
}
