using Google.Protobuf;
using Wfn.Import.Onnx;
using Wfn.Import.Onnx.Schema;
using Wfn.Reference;

namespace Wfn.Testing.Onnx;

/// <summary>One of ONNX's own operator tests: a model of one node, operands and the output they must give.</summary>
internal sealed class OperatorCase
{
    private readonly ModelProto model;
    private readonly List<TensorProto> operands;
    private readonly ConstantTensor expected;

    public OperatorCase(string name)
    {
        var folder = Repository.PathTo($"tests/OnnxOperators/{name}");
        model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder, "model.onnx")));

        // Some cases were written for opset 1 and mean the same in 7, the first one that is read.
        model.OpsetImport[0].Version = Math.Max(7, model.OpsetImport[0].Version);
        operands = [.. model.Graph.Input.Select((_, index) => ReadTensor(Path.Combine(folder, $"input_{index}.pb")))];
        expected = Constant(ReadTensor(Path.Combine(folder, "output_0.pb")));
    }

    /// <summary>Runs the model as a network with some of the operands as inputs; the others become initialisers.</summary>
    public void RunAsNetwork(params int[] activations)
    {
        Bake(activations);
        var graph = OnnxImporter.Import(model.ToByteArray(), "model.onnx", new Wfn.Import.ImportOptions()).Graph;
        var batch = (int)operands[activations[0]].Dims[0];
        var inputs = graph.Inputs.ToDictionary(
            input => input.Name,
            input => Floats(Constant(operands.Single(operand => operand.Name == input.Name))));
        var outputs = new FloatExecutor(graph).Run(inputs, batch);
        Assert.Equal(expected.Extents, graph.Outputs[0].Shape.WithBatch(batch).Dimensions.ToArray());
        SampleModels.AssertClose(Floats(expected), outputs[graph.Outputs[0].Name]);
    }

    /// <summary>Computes the output at import, all operands being initialisers.</summary>
    public void RunAsConstant()
    {
        Bake();
        var actual = Assert.IsType<ConstantValue>(Assert.Single(ModelImport.Evaluate(model))).Tensor;
        Assert.Equal(expected.Extents, actual.Extents);
        if (expected.IsFloat)
        {
            SampleModels.AssertClose(expected.Floats, actual.Floats);
        }
        else
        {
            Assert.Equal(expected.Integers, actual.Integers);
        }
    }

    private void Bake(params int[] activations)
    {
        for (var operand = 0; operand < operands.Count; operand++)
        {
            operands[operand].Name = model.Graph.Input[operand].Name;
            if (!activations.Contains(operand))
            {
                model.Graph.Initializer.Add(operands[operand]);
            }
            else
            {
                // Some cases are written in integers where floats do the same.
                model.Graph.Input[operand].Type.TensorType.ElemType = (int)TensorProto.Types.DataType.Float;
            }
        }

        // The nodes' second outputs (masks) are not asked for.
        while (model.Graph.Output.Count > 1)
        {
            model.Graph.Output.RemoveAt(1);
        }
    }

    private static float[] Floats(ConstantTensor tensor) =>
        tensor.IsFloat ? tensor.Floats : [.. tensor.Integers.Select(value => (float)value)];

    private static TensorProto ReadTensor(string path) => TensorProto.Parser.ParseFrom(File.ReadAllBytes(path));

    private static ConstantTensor Constant(TensorProto tensor) =>
        new TensorReader(new ExternalDataFolder(null), new ImportBudget(1 << 20)).Read(tensor, tensor.Name);
}
