using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Import.Onnx.Schema;
using Wfn.Operators.Rewrites;

namespace Wfn.Import.Onnx;

/// <summary>One import: walks through the model's nodes and builds the network.</summary>
internal sealed class ModelImport
{
    private readonly GraphProto graph;
    private readonly int opset;
    private readonly ImportOptions options;
    private readonly Problems problems = new();
    private readonly Dictionary<string, TensorProto> initialisers = new(StringComparer.Ordinal);
    private readonly HashSet<string> sparse = new(StringComparer.Ordinal);
    private readonly List<ValueInfoProto> inputs = [];
    private readonly TensorReader tensors;
    private readonly string[] nodeNames;
    private readonly GraphBuilder builder;
    private readonly List<TensorInfo> inputInfos = [];
    private readonly List<int> order;

    private ModelImport(ModelProto model, ImportBudget budget, ExternalDataFolder folder, ImportOptions options)
    {
        graph = model.Graph;
        opset = ModelReader.Opset(model);
        this.options = options;
        tensors = new TensorReader(folder, budget);
        CollectInitialisers();
        var inputNames = CollectInputs();
        var known = new HashSet<string>(initialisers.Keys.Concat(sparse).Concat(inputNames), StringComparer.Ordinal);
        order = NodeOrder.Sort(graph, known.Contains);

        var valueNames = new UniqueNames();
        foreach (var name in known.Concat(graph.Node.SelectMany(node => node.Output)))
        {
            valueNames.Take(name);
        }

        var uniqueNodeNames = new UniqueNames();
        nodeNames = NameNodes(uniqueNodeNames);
        var shapes = ReadInputs(inputNames, out var values);
        builder = new GraphBuilder(valueNames, uniqueNodeNames, tensors, budget, shapes.StaticBatch);
        foreach (var (name, value) in values)
        {
            builder.Define(name, value);
        }
    }

    /// <summary>Builds the network of a model.</summary>
    public static NetworkGraph Run(ModelProto model, ImportBudget budget, ExternalDataFolder folder, ImportOptions options)
    {
        var import = new ModelImport(model, budget, folder, options);
        import.ImportNodes();
        return import.Finish();
    }

    /// <summary>What the outputs of a model are, constants included (for tests of constant folding).</summary>
    internal static IReadOnlyList<ImportedValue> Evaluate(ModelProto model)
    {
        var import = new ModelImport(model, new ImportBudget(0), new ExternalDataFolder(null), new ImportOptions());
        import.ImportNodes();
        return [.. import.graph.Output.Select(output => import.Resolve(output.Name))];
    }

    private void CollectInitialisers()
    {
        foreach (var initialiser in graph.Initializer)
        {
            if (initialiser.Name.Length == 0 || initialisers.ContainsKey(initialiser.Name))
            {
                throw Invalid($"two initialisers, or one without a name, are called {DataName.Quote(initialiser.Name)}");
            }

            initialisers.Add(initialiser.Name, initialiser);
        }

        foreach (var initialiser in graph.SparseInitializer)
        {
            sparse.Add(initialiser.Values?.Name ?? "");
        }
    }

    // Older files list initialisers among the inputs, too; those are no inputs of the network.
    private List<string> CollectInputs()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var input in graph.Input)
        {
            if (input.Name.Length == 0 || !names.Add(input.Name))
            {
                throw Invalid($"two inputs, or one without a name, are called {DataName.Quote(input.Name)}");
            }

            if (!initialisers.ContainsKey(input.Name) && !sparse.Contains(input.Name))
            {
                inputs.Add(input);
            }
        }

        return [.. inputs.Select(input => input.Name)];
    }

    private string[] NameNodes(UniqueNames names)
    {
        var result = new string[graph.Node.Count];
        for (var node = 0; node < result.Length; node++)
        {
            result[node] = graph.Node[node].Name.Length > 0 ? names.Make(graph.Node[node].Name) : "";
        }

        for (var node = 0; node < result.Length; node++)
        {
            result[node] = result[node].Length > 0 ? result[node] : names.Make($"{graph.Node[node].OpType}_{node}");
        }

        return result;
    }

    private InputShapes ReadInputs(List<string> names, out List<(string Name, ImportedValue Value)> values)
    {
        var shapes = new InputShapes(options, names);
        values = [];
        foreach (var input in inputs)
        {
            try
            {
                var info = new TensorInfo(input.Name, shapes.Read(input));
                ShapeInference.CheckExtents(info.Shape, $"input {DataName.Quote(info.Name)}");
                inputInfos.Add(info);
                values.Add((input.Name, new ActivationValue(input.Name, info.Shape)));
            }
            catch (UnsupportedException unsupported)
            {
                problems.Add(unsupported.Message);
                values.Add((input.Name, UnknownValue.Instance));
            }
        }

        return shapes;
    }

    private void ImportNodes()
    {
        var used = new HashSet<string>(order.SelectMany(node => graph.Node[node].Input).Concat(graph.Output.Select(o => o.Name)), StringComparer.Ordinal);
        foreach (var index in order)
        {
            var proto = graph.Node[index];
            try
            {
                ImportNode(index, used);
            }
            catch (UnsupportedException unsupported)
            {
                var opType = DataName.Quote(proto.OpType).Trim('\'');
                problems.Add(nodeNames[index], unsupported.Message.Length == 0 ? opType : $"{opType}: {unsupported.Message}");
            }

            // Whatever the node did not define says nothing about the nodes that read it.
            foreach (var output in proto.Output)
            {
                if (output.Length > 0 && builder.Find(output) is null)
                {
                    builder.Define(output, UnknownValue.Instance);
                }
            }
        }
    }

    private void ImportNode(int index, HashSet<string> used)
    {
        var proto = graph.Node[index];
        if (!ModelReader.IsOwnDomain(proto.Domain))
        {
            throw new UnsupportedException($"an operator of the domain {DataName.Quote(proto.Domain)}");
        }

        if (OperatorRegistry.Find(proto.OpType) is not { } known)
        {
            throw new UnsupportedException("");
        }

        var operands = proto.Input.Select(name => name.Length == 0 ? null : Resolve(name)).ToArray();
        if (operands.Contains(UnknownValue.Instance))
        {
            return;
        }

        if (!known.FoldsConstants && operands.Any(operand => operand is ConstantValue) && operands.All(operand => operand is not ActivationValue))
        {
            throw new UnsupportedException("of constants alone");
        }

        var node = new OnnxNode(proto, nodeNames[index], opset, operands, used.Contains);
        known.Import(node, builder);
        if (node.UnreadAttributes.Any())
        {
            throw new UnsupportedException($"the attributes {string.Join(", ", node.UnreadAttributes.Select(DataName.Quote))}");
        }

        for (var output = 1; output < proto.Output.Count; output++)
        {
            if (used.Contains(proto.Output[output]) && proto.Output[output].Length > 0 && builder.Find(proto.Output[output]) is null)
            {
                throw new UnsupportedException($"a use of its output {output}");
            }
        }
    }

    // Initialisers are read when something needs them, so that unused ones cost nothing.
    private ImportedValue Resolve(string name)
    {
        if (builder.Find(name) is { } known)
        {
            return known;
        }

        if (!initialisers.TryGetValue(name, out var initialiser))
        {
            builder.Define(name, UnknownValue.Instance);
            throw new UnsupportedException($"the sparse tensor {DataName.Quote(name)}");
        }

        try
        {
            var value = new ConstantValue(name, tensors.Read(initialiser, name));
            builder.Define(name, value);
            return value;
        }
        catch (UnsupportedException)
        {
            builder.Define(name, UnknownValue.Instance);
            throw;
        }
    }

    private NetworkGraph Finish()
    {
        if (!problems.IsEmpty)
        {
            throw problems.ToException();
        }

        var outputs = Outputs();
        if (!problems.IsEmpty)
        {
            throw problems.ToException();
        }

        var names = OutputNames.Choose(builder, outputs, inputInfos);
        var network = new NetworkGraph
        {
            Name = graph.Name,
            Inputs = inputInfos.ToEquatableArray(),
            Outputs = outputs.Select(output => new TensorInfo(output.Name, output.Value.Shape, output.Value.Element)).ToEquatableArray(),
            Nodes = names.Apply(builder.Nodes),
            Parameters = builder.Parameters.ToEquatableArray(),
        };
        ShapeInference.Infer(network);
        network = FoldBias.Apply(network);
        network = options.FoldBatchNorm ? FoldBatchNorm.Apply(network) : network;
        network = OrderParameters.Apply(network);
        ShapeInference.Infer(network);
        return network;
    }

    private List<(string Name, ActivationValue Value)> Outputs()
    {
        var outputs = new List<(string Name, ActivationValue Value)>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var output in graph.Output)
        {
            if (!names.Add(output.Name))
            {
                throw Invalid($"the output {DataName.Quote(output.Name)} is listed twice");
            }

            if (builder.Find(output.Name) is ActivationValue activation)
            {
                outputs.Add((output.Name, activation));
            }
            else
            {
                problems.Add($"output {DataName.Quote(output.Name)}, which depends on no input");
            }
        }

        return outputs;
    }

    private static WfnException Invalid(string message) => new(DiagnosticCodes.InvalidGraph, message);
}
