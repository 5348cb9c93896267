using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Import.Onnx.Schema;

namespace Wfn.Import.Onnx;

/// <summary>One import: walks through the model's nodes and builds the network.</summary>
internal sealed class ModelImport
{
    private readonly GraphProto graph;
    private readonly int opset;
    private readonly ImportOptions options;
    private readonly Problems problems = new();
    private readonly Initialisers initialisers;
    private readonly IReadOnlyList<DeclaredInput> inputs;
    private readonly bool stopsAtProblems;
    private readonly string[] nodeNames;
    private readonly GraphBuilder builder;
    private readonly List<TensorInfo> inputInfos = [];
    private readonly List<int> order;

    private ModelImport(ModelProto model, Initialisers initialisers, ImportBudget budget, ImportOptions options, InputShapes shapes, int attempt)
    {
        graph = model.Graph;
        opset = ModelReader.Opset(model);
        this.options = options;
        this.initialisers = initialisers;
        stopsAtProblems = attempt > 0;
        inputs = initialisers.Inputs;
        var known = new HashSet<string>(initialisers.Names.Concat(inputs.Select(input => input.Name)), StringComparer.Ordinal);
        order = NodeOrder.Sort(graph, known.Contains);

        var valueNames = new UniqueNames();
        foreach (var name in known.Concat(graph.Node.SelectMany(node => node.Output)))
        {
            valueNames.Take(name);
        }

        var uniqueNodeNames = new UniqueNames();
        nodeNames = NameNodes(uniqueNodeNames);
        var (read, staticBatch) = shapes.Read(shapes.Assumptions()[attempt], problems);
        builder = new GraphBuilder(valueNames, uniqueNodeNames, budget, staticBatch);
        for (var input = 0; input < inputs.Count; input++)
        {
            DefineInput(inputs[input].Name, read[input]);
        }
    }

    /// <summary>
    /// Builds the network of a model: of the first assumption of the batch under which all of it is supported. Where none is,
    /// what the first one met is told.
    /// </summary>
    public static NetworkGraph Run(ModelProto model, ImportBudget budget, ExternalDataFolder folder, ImportOptions options)
    {
        var initialisers = new Initialisers(model.Graph, new TensorReader(folder, budget));
        var shapes = new InputShapes(options, initialisers.Inputs);
        return BatchSearch.Run(shapes.Assumptions().Count, attempt =>
        {
            var import = new ModelImport(model, initialisers, budget, options, shapes, attempt);
            import.ImportNodes();
            return import.Finish();
        });
    }

    /// <summary>What the outputs of a model are, constants included (for tests of constant folding).</summary>
    internal static IReadOnlyList<ImportedValue> Evaluate(ModelProto model)
    {
        var budget = new ImportBudget(0);
        var initialisers = new Initialisers(model.Graph, new TensorReader(new ExternalDataFolder(null), budget));
        var options = new ImportOptions();
        var import = new ModelImport(model, initialisers, budget, options, new InputShapes(options, initialisers.Inputs), 0);
        import.ImportNodes();
        return [.. import.graph.Output.Select(output => import.Resolve(output.Name))];
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

    private void DefineInput(string name, TensorShape? shape)
    {
        if (shape is null)
        {
            builder.Define(name, UnknownValue.Instance);
        }
        else
        {
            inputInfos.Add(new TensorInfo(name, shape));
            builder.Define(name, new ActivationValue(name, shape));
        }
    }

    private void ImportNodes()
    {
        var used = new HashSet<string>(order.SelectMany(node => graph.Node[node].Input).Concat(graph.Output.Select(o => o.Name)), StringComparer.Ordinal);
        foreach (var index in order)
        {
            if (stopsAtProblems && !problems.IsEmpty)
            {
                throw problems.ToException();
            }

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

        if (!known.TakesRepeated && operands.Any(operand => operand is ConstantValue { Tensor.RepeatedAxis: >= 0 }))
        {
            throw new UnsupportedException("a constant that is repeated along the batch");
        }

        var node = new OnnxNode(proto, nodeNames[index], opset, operands, used.Contains, initialisers.Tensors);
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

        try
        {
            var value = new ConstantValue(name, initialisers.Read(name));
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

        return builder.Finish(graph.Name, inputInfos, outputs, options);
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
