using Google.Protobuf;
using Wfn.Graph;
using Wfn.Import;
using Wfn.Import.Onnx;
using Wfn.Import.Onnx.Schema;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.Testing.Onnx;

/// <summary>One of ONNX's own operator tests: a model of one node, operands and the outputs they must give.</summary>
internal sealed class OperatorCase
{
    private readonly ModelProto model;
    private readonly List<TensorProto> operands;
    private readonly List<ConstantTensor> expected;

    public OperatorCase(string name)
        : this(name, Repository.PathTo($"tests/OnnxOperators/{name}"), Repository.PathTo($"tests/OnnxOperators/{name}"))
    {
    }

    /// <summary>Reads a case.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="folder">Where its model is.</param>
    /// <param name="data">Where its operands and results are.</param>
    public OperatorCase(string name, string folder, string data)
    {
        Name = name;
        model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder, "model.onnx")));

        // Some cases were written for opset 1 and mean the same in 6, the first one that is read.
        model.OpsetImport[0].Version = Math.Max(6, model.OpsetImport[0].Version);
        operands = [.. Enumerable.Range(0, Operands.Count).Select((_, index) => ReadTensor(Path.Combine(data, $"input_{index}.pb")))];
        RemoveMasks();
        expected = [.. model.Graph.Output.Select((_, index) => Constant(ReadTensor(Path.Combine(data, $"output_{index}.pb"))))];
    }

    /// <summary>The case's name.</summary>
    public string Name { get; }

    /// <summary>The operator that the case is about.</summary>
    public string OpType => model.Graph.Node[^1].OpType;

    /// <summary>All operands.</summary>
    public int[] AllOperands => [.. Enumerable.Range(0, operands.Count)];

    /// <summary>The operands that are of floating point.</summary>
    public int[] FloatOperands =>
        [.. Enumerable.Range(0, operands.Count).Where(i => (DataType)operands[i].DataType is DataType.Float or DataType.Double or DataType.Float16)];

    /// <summary>Imports the model with some of the operands as inputs; the others become initialisers.</summary>
    /// <exception cref="Wfn.Diagnostics.WfnException">It is not supported.</exception>
    public OperatorNetwork Import(params int[] activations) => Import(keepsTypes: false, activations);

    /// <summary>Imports the model with some of the operands as inputs, of the types that they have; the others become initialisers.</summary>
    /// <exception cref="Wfn.Diagnostics.WfnException">It is not supported.</exception>
    public OperatorNetwork Import(bool keepsTypes, params int[] activations)
    {
        var baked = Bake(keepsTypes, activations);
        var graph = OnnxImporter.Import(baked.ToByteArray(), "model.onnx", new Wfn.Import.ImportOptions()).Graph;
        var axis = SampleScope.BatchAxis(graph.Inputs[0].Shape);
        var batch = axis < 0 ? 1 : (int)operands[activations[0]].Dims[axis];
        var inputs = activations.Select((operand, input) => BatchValues.ToSamples(Floats(Constant(operands[operand])), graph.Inputs[input].Shape, batch)).ToList();
        return new OperatorNetwork(Name, graph, inputs, batch, expected);
    }

    /// <summary>Computes the output at import, all operands being initialisers.</summary>
    public void RunAsConstant()
    {
        var actual = Assert.IsType<ConstantValue>(Assert.Single(ModelImport.Evaluate(Bake(keepsTypes: false)))).Tensor;
        Assert.Equal(expected[0].Extents, actual.Extents);
        if (expected[0].IsFloat)
        {
            SampleModels.AssertClose(expected[0].Floats, actual.Floats);
        }
        else
        {
            Assert.Equal(expected[0].Integers, actual.Integers);
        }
    }

    // Masks and statistics are not asked for.
    private void RemoveMasks()
    {
        while (model.Graph.Output.Count > 1 && OpType is "Dropout" or "LayerNormalization")
        {
            model.Graph.Output.RemoveAt(1);
        }
    }

    // Weights may be listed as inputs, too.
    private List<ValueInfoProto> Operands =>
        [.. model.Graph.Input.Where(input => !model.Graph.Initializer.Any(initialiser => initialiser.Name == input.Name))];

    private ModelProto Bake(bool keepsTypes, params int[] activations)
    {
        var baked = model.Clone();
        for (var operand = 0; operand < operands.Count; operand++)
        {
            operands[operand].Name = Operands[operand].Name;
            if (!activations.Contains(operand))
            {
                baked.Graph.Initializer.Add(operands[operand]);
            }
            else
            {
                // Some cases are written in integers where floats do the same.
                if (!keepsTypes)
                {
                    baked.Graph.Input.Single(input => input.Name == Operands[operand].Name).Type.TensorType.ElemType = (int)DataType.Float;
                }
            }
        }

        return baked;
    }

    /// <summary>A tensor's elements as floats.</summary>
    internal static float[] Floats(ConstantTensor tensor) =>
        tensor.IsFloat ? tensor.Floats : [.. tensor.Integers.Select(value => (float)value)];

    private static TensorProto ReadTensor(string path) => TensorProto.Parser.ParseFrom(File.ReadAllBytes(path));

    private static ConstantTensor Constant(TensorProto tensor) =>
        new TensorReader(new ExternalDataFolder(null), new ImportBudget(1 << 20)).Read(tensor, tensor.Name);
}

/// <summary>An operator case as a network, with what goes in and must come out.</summary>
/// <param name="Name">The case's name.</param>
/// <param name="Graph">The network.</param>
/// <param name="Inputs">The values of its inputs, in their order.</param>
/// <param name="Batch">How many samples these are.</param>
/// <param name="Expected">The outputs that they must give.</param>
internal sealed record OperatorNetwork(
    string Name, NetworkGraph Graph, IReadOnlyList<float[]> Inputs, int Batch, IReadOnlyList<ConstantTensor> Expected)
{
    /// <summary>The outputs' lengths, all samples together.</summary>
    public IEnumerable<int> OutputLengths => Expected.Select(e => e.Count);

    /// <summary>
    /// The largest difference of an engine's outputs to the expected ones, in units of the last place of the larger of the value and 1, rounded up
    /// to a power of two.
    /// </summary>
    public long Ulps(IReadOnlyList<float[]> outputs)
    {
        var largest = 0.0;
        for (var i = 0; i < outputs.Count; i++)
        {
            var expected = BatchValues.ToSamples(OperatorCase.Floats(Expected[i]), Graph.Outputs[i].Shape, Batch);
            for (var element = 0; element < expected.Length; element++)
            {
                var unit = MathF.BitIncrement(Math.Max(1, Math.Abs(expected[element]))) - Math.Max(1, Math.Abs(expected[element]));
                var difference = Math.Abs((double)expected[element] - outputs[i][element]) / unit;
                largest = double.IsFinite(difference) ? Math.Max(largest, difference) : largest;
            }
        }

        return largest == 0 ? 0 : (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)Math.Ceiling(largest));
    }

    /// <summary>Compares an engine's outputs with the expected ones.</summary>
    /// <param name="outputs">The engine's outputs.</param>
    /// <param name="tolerance">How far a value may be off, as a part of it.</param>
    public void Check(IReadOnlyList<float[]> outputs, float tolerance = 1e-5f)
    {
        Assert.Equal(Expected.Count, outputs.Count);
        for (var i = 0; i < outputs.Count; i++)
        {
            var shape = Graph.Outputs[i].Shape;
            Assert.Equal(Expected[i].Extents, shape.WithBatch(Batch).Dimensions.ToArray());
            SampleModels.AssertClose(BatchValues.ToSamples(OperatorCase.Floats(Expected[i]), shape, Batch), outputs[i], tolerance);
        }
    }
}
