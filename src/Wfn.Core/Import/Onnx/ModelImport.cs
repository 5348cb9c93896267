using Google.Protobuf.Collections;
using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Import.Onnx.Families;
using Wfn.Import.Onnx.Schema;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.Import.Onnx;

/// <summary>One import: walks through the model's nodes and builds the network.</summary>
internal sealed class ModelImport
{
    // Bodies within bodies: no model needs as many.
    private const int DeepestBody = 64;

    private const string ThenBranch = "then_branch";
    private const string ElseBranch = "else_branch";

    // What a node of a body costs in memory.
    private const int NodeCost = 512;

    private static readonly Dictionary<string, AttributeProto> NoAttributes = [];

    private readonly ModelProto model;
    private readonly GraphProto graph;
    private readonly int opset;
    private readonly ImportOptions options;
    private readonly Problems problems = new();
    private readonly Initialisers initialisers;
    private readonly ImportPlan plan;
    private readonly bool stopsAtProblems;
    private readonly string[] nodeNames;
    private readonly UniqueNames valueNames = new();
    private readonly UniqueNames uniqueNodeNames = new();
    private readonly ImportBudget budget;
    private readonly GraphBuilder builder;
    private readonly QuantizedOperands quantised;
    private readonly Lazy<ISet<string>> integerReach;
    private readonly ElementTypes types;
    private readonly List<TensorInfo> inputInfos = [];
    private readonly List<string> notes = [];
    private readonly Dictionary<string, TensorProto> bodyConstants = new(StringComparer.Ordinal);

    private ModelImport(
        ModelProto model, Initialisers initialisers, ImportPlan plan, ImportBudget budget, ImportOptions options, int attempt)
    {
        this.model = model;
        this.budget = budget;
        this.plan = plan;
        graph = model.Graph;
        opset = ModelReader.Opset(model);
        this.options = options;
        this.initialisers = initialisers;
        stopsAtProblems = attempt > 0;
        types = new ElementTypes(graph);
        foreach (var name in plan.Known.Concat(graph.Node.SelectMany(node => node.Output)))
        {
            valueNames.Take(name);
        }

        nodeNames = NameNodes(uniqueNodeNames);
        var (read, staticBatch) = plan.Shapes.Read(plan.Shapes.Assumptions()[attempt], problems);
        builder = new GraphBuilder(valueNames, uniqueNodeNames, budget, staticBatch);
        quantised = new QuantizedOperands(builder);
        integerReach = new(() => IntegerReach.Of(graph, plan.Order, plan.Outputs));
        for (var input = 0; input < plan.Inputs.Count; input++)
        {
            DefineInput(plan.Inputs[input], read[input]);
        }

        foreach (var (name, tensor) in plan.Values.All)
        {
            builder.Define(name, new ConstantValue(name, tensor));
        }
    }

    /// <summary>
    /// Builds the network of a model: of the first assumption of the batch under which all of it is supported. Where none is,
    /// what the first one met is told.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="budget">What it may cost.</param>
    /// <param name="folder">Where tensors kept in other files are.</param>
    /// <param name="options">How to read it.</param>
    /// <param name="notes">What its owner should know of how it was read.</param>
    public static NetworkGraph Run(
        ModelProto model, ImportBudget budget, ExternalDataFolder folder, ImportOptions options, out EquatableArray<string> notes)
    {
        var initialisers = new Initialisers(model.Graph, new TensorReader(folder, budget));
        var plan = new ImportPlan(model.Graph, initialisers, options);
        EquatableArray<string> told = [];
        var network = BatchSearch.Run(plan.Shapes.Assumptions().Count, attempt =>
        {
            var import = new ModelImport(model, initialisers, plan, budget, options, attempt);
            import.ImportNodes();
            var made = import.Finish();
            told = import.notes.Concat(import.builder.Told).Concat(plan.Shapes.Notes(made)).Concat(plan.Values.Notes).ToEquatableArray();
            return made;
        });
        notes = told;
        return network;
    }

    /// <summary>What the outputs of a model are, constants included (for tests of constant folding).</summary>
    internal static IReadOnlyList<ImportedValue> Evaluate(ModelProto model)
    {
        var budget = new ImportBudget(0);
        var initialisers = new Initialisers(model.Graph, new TensorReader(new ExternalDataFolder(null), budget));
        var options = new ImportOptions();
        var import = new ModelImport(model, initialisers, new ImportPlan(model.Graph, initialisers, options), budget, options, 0);
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

    private void DefineInput(DeclaredInput input, TensorShape? shape)
    {
        if (shape is null)
        {
            builder.Define(input.Name, UnknownValue.Instance);
            return;
        }

        inputInfos.Add(new TensorInfo(input.Name, shape) { Given = GivenType.Of(input.IntegerType) });
        var activation = new ActivationValue(input.Name, shape);
        builder.Declare(activation);
        builder.Define(input.Name, input.IntegerType is null ? activation
            : new IntegerValue(activation) { Stored = GivenType.Stored(input.IntegerType) });
        if (input.IntegerType is { } type)
        {
            notes.Add($"input {DataName.Quote(input.Name)} of element type {type} is read as float32 numbers");
        }
    }

    private void ImportNodes()
    {
        var used = new HashSet<string>(
            plan.Order.SelectMany(node => Inlining.Reads(graph.Node[node])).Concat(plan.Outputs), StringComparer.Ordinal);
        foreach (var index in plan.Order)
        {
            if (stopsAtProblems && !problems.IsEmpty)
            {
                throw problems.ToException();
            }

            Import(graph.Node[index], nodeNames[index], opset, used.Contains, 0);
        }
    }

    private void Import(NodeProto proto, string name, int version, Func<string, bool> isUsed, int depth)
    {
        try
        {
            ImportNode(proto, name, version, isUsed, depth);
        }
        catch (UnsupportedException unsupported)
        {
            var opType = DataName.Quote(proto.OpType).Trim('\'');
            problems.Add(name + NodeOrigin.Of(proto), unsupported.Message.Length == 0 ? opType : $"{opType}: {unsupported.Message}");
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

    private void ImportNode(NodeProto proto, string name, int version, Func<string, bool> isUsed, int depth)
    {
        if (model.Functions.FirstOrDefault(
            function => function.Name == proto.OpType && SameDomain(function.Domain, proto.Domain)) is { } body)
        {
            ImportFunction(body, proto, name, depth);
            return;
        }

        if (!OperatorRegistry.HasDomain(proto.Domain))
        {
            throw new UnsupportedException(
                $"an operator of the domain {DataName.Quote(proto.Domain)}" + (MicrosoftDomain.Remedy(proto.Domain) is { } remedy ? $" ({remedy})" : ""));
        }

        if (ModelReader.IsOwnDomain(proto.Domain) && proto.OpType == "If")
        {
            ImportBranch(proto, name, version, depth);
            return;
        }

        if (OperatorRegistry.Find(proto.Domain, proto.OpType) is not { } known)
        {
            throw new UnsupportedException(
                MicrosoftDomain.Remedy(proto.Domain) is { } remedy ? $"an operator of the domain {DataName.Quote(proto.Domain)} ({remedy})" : KnownRefusals.Of(proto.OpType));
        }

        var operands = proto.Input.Select(input => input.Length == 0 ? null : Resolve(input)).ToArray();
        if (operands.Contains(UnknownValue.Instance))
        {
            return;
        }

        NoteTypes(known, View(operands), proto);
        if (!known.FoldsConstants && operands.Any(operand => operand is ConstantValue)
            && operands.All(operand => operand is not (ActivationValue or IntegerValue or QuantizedValue or TextValue)))
        {
            ConstantFolding.Run(known, View(operands), builder);
            return;
        }

        if (!known.TakesRepeated && operands.Any(operand => operand is ConstantValue { Tensor.RepeatedAxis: >= 0 }))
        {
            throw new UnsupportedException("a constant that is repeated along the batch");
        }

        var form = quantised.Resolve(known, View(operands), operands);
        var moved = known.MovesNumbers && operands.Length > 0 ? operands[0] as IntegerValue : null;
        if (moved is not null)
        {
            operands[0] = moved.Numbers;
        }

        var computesIntegers = known.ComputesIntegers && Array.Exists(operands, operand => operand is IntegerValue);
        if (!known.ReadsIntegers && !computesIntegers && Array.Exists(operands, operand => operand is IntegerValue))
        {
            throw new UnsupportedException("integers or truth values computed at run time");
        }

        if (!known.ReadsTexts && Array.Exists(operands, operand => operand is TextValue))
        {
            throw new UnsupportedException("texts computed at run time");
        }

        var node = View(operands);
        if (computesIntegers)
        {
            node.ReadNumbers(builder, known.NumberOperands);
        }

        known.Import(AlignedOperand.Of(node, builder), builder);
        foreach (var output in computesIntegers || moved is not null ? node.Outputs : [])
        {
            if (output.Length > 0 && builder.Find(output) is ActivationValue made)
            {
                builder.Redefine(output, new IntegerValue(made) { Stored = moved?.Stored });
            }
        }

        foreach (var output in form is null ? [] : node.Outputs)
        {
            if (output.Length > 0 && builder.Find(output) is ActivationValue made)
            {
                builder.Redefine(output, new QuantizedValue(made, form!, node));
            }
        }

        if (node.UnreadAttributes.Any())
        {
            throw new UnsupportedException($"the attributes {string.Join(", ", node.UnreadAttributes.Select(DataName.Quote))}");
        }

        for (var output = 1; output < proto.Output.Count; output++)
        {
            if (isUsed(proto.Output[output]) && proto.Output[output].Length > 0 && builder.Find(proto.Output[output]) is null)
            {
                throw new UnsupportedException($"a use of its output {output}");
            }
        }

        OnnxNode View(ImportedValue?[] operands) => new(proto, name, version, operands, isUsed, initialisers.Tensors, IsInput)
        {
            ReachesOutput = value => integerReach.Value.Contains(value),
            TypeOf = types.Of,
        };
    }

    // What only moves numbers makes the same of them everywhere.
    private void NoteTypes(OnnxOperator known, OnnxNode node, NodeProto proto)
    {
        var type = known.ElementType(node);
        foreach (var output in proto.Output.Take(known.MovesNumbers ? proto.Output.Count : 1))
        {
            types.Set(output, type);
        }
    }

    private static bool SameDomain(string a, string b) => a == b || (ModelReader.IsOwnDomain(a) && ModelReader.IsOwnDomain(b));

    private bool IsInput(string name) => plan.Inputs.Any(input => input.Name == name);

    // The body's nodes take the place of the node.
    private void ImportFunction(FunctionProto function, NodeProto proto, string name, int depth)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var input = 0; input < function.Input.Count; input++)
        {
            names[function.Input[input]] = input < proto.Input.Count ? proto.Input[input] : "";
        }

        var results = new List<(string Outer, string Inner)>();
        for (var output = 0; output < Math.Min(function.Output.Count, proto.Output.Count); output++)
        {
            if (proto.Output[output].Length > 0)
            {
                results.Add((proto.Output[output], function.Output[output]));
            }
        }

        var attributes = function.AttributeProto.Concat(proto.Attribute).GroupBy(attribute => attribute.Name, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Last(), StringComparer.Ordinal);
        var version = function.OpsetImport.FirstOrDefault(import => ModelReader.IsOwnDomain(import.Domain)) is { } own
            ? ModelReader.Checked(own.Version) : opset;
        ImportBody(function.Node, names, attributes, results, name, version, depth);
    }

    // The branch that the condition takes; what only the other one needs is never read.
    private void ImportBranch(NodeProto proto, string name, int version, int depth)
    {
        var condition = proto.Input.Count == 1 ? Resolve(proto.Input[0])
            : throw Invalid($"node {DataName.Quote(name)} (If) has {proto.Input.Count} inputs");
        switch (condition)
        {
            case UnknownValue:
                return;
            case ConstantValue { Tensor: { IsFloat: false, Count: 1 } value } when !value.MentionsBatch:
                ImportGraph(Branch(proto, value.Integers[0] != 0 ? ThenBranch : ElseBranch, name), proto.Output, name, version, depth);
                return;
            case IntegerValue { Numbers: { BatchAxis: >= 0, Shape.Sample.ElementCount: 1 } }:
                ImportChoice(proto, name, version, depth);
                return;
            default:
                throw new UnsupportedException(
                    "a condition computed at run time that is not one truth value for each sample: give the input that decides a value (--input-value), "
                    + "or export the model by tracing, which takes one branch");
        }
    }

    // Both branches are computed, and each sample takes one by its own condition.
    private void ImportChoice(NodeProto proto, string name, int version, int depth)
    {
        string[][] results = [.. new[] { ThenBranch, ElseBranch }.Select(part =>
        {
            string[] own = [.. proto.Output.Select(output => output.Length == 0 ? "" : valueNames.Make(output))];
            ImportGraph(Branch(proto, part, name), own, name, version, depth);
            return own;
        })];
        for (var i = 0; i < proto.Output.Count; i++)
        {
            var output = proto.Output[i];
            if (output.Length == 0)
            {
                continue;
            }

            var choice = BranchChoice.Of(proto.Input[0], results[0][i], results[1][i], output);
            Import(choice, uniqueNodeNames.Make($"{name}.{choice.OpType}"), version, _ => true, depth + 1);
            if (builder.Find(output) is { } made
                && results.Select(own => builder.Find(own[i])).Any(result => Shape(result) is { } shape && shape != Shape(made)))
            {
                throw new UnsupportedException("a condition computed at run time that chooses between results of other shapes");
            }
        }

        static TensorShape? Shape(ImportedValue? value) => (value as ActivationValue ?? (value as IntegerValue)?.Numbers)?.Shape;
    }

    private static GraphProto Branch(NodeProto proto, string part, string name)
    {
        var branch = proto.Attribute.FirstOrDefault(attribute => attribute.Name == part)?.G
            ?? throw Invalid($"node {DataName.Quote(name)} (If) lacks its {part}");
        return branch.SparseInitializer.Count > 0 ? throw new UnsupportedException("sparse constants in a branch") : branch;
    }

    private void ImportGraph(GraphProto branch, IEnumerable<string> outputs, string name, int version, int depth)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var initialiser in branch.Initializer)
        {
            var own = valueNames.Make(initialiser.Name);
            names[initialiser.Name] = own;
            bodyConstants[own] = initialiser;
            types.Set(own, (DataType)initialiser.DataType);
        }

        var results = outputs.Zip(branch.Output, (outer, inner) => (Outer: outer, Inner: inner.Name))
            .Where(result => result.Outer.Length > 0).ToList();
        ImportBody(branch.Node, names, NoAttributes, results, name, version, depth);
    }

    private void ImportBody(
        RepeatedField<NodeProto> nodes,
        Dictionary<string, string> names,
        Dictionary<string, AttributeProto> attributes,
        List<(string Outer, string Inner)> results,
        string name,
        int version,
        int depth)
    {
        if (depth >= DeepestBody)
        {
            throw Invalid($"node {DataName.Quote(name)} has a body within more than {DeepestBody} others, or within itself");
        }

        budget.Reserve(nodes.Count, NodeCost, $"the body of node {DataName.Quote(name)}");
        var copies = Inlining.Copy(nodes, names, valueNames.Make, attributes);
        var used = new HashSet<string>(
            copies.SelectMany(Inlining.Reads)
                .Concat(results.Select(result => Inlining.Renamed(result.Inner, names))), StringComparer.Ordinal);
        foreach (var copy in copies)
        {
            if (copy.Output.Any(used.Contains))
            {
                var own = copy.Name.Length > 0 ? copy.Name : $"{name}.{copy.OpType}";
                Import(copy, uniqueNodeNames.Make(own), version, used.Contains, depth + 1);
            }
        }

        foreach (var (outer, inner) in results)
        {
            builder.Define(outer, Resolve(Inlining.Renamed(inner, names)));
            types.Set(outer, types.Of(Inlining.Renamed(inner, names)));
        }
    }

    // Constants are read when something needs them, so that unused ones cost nothing.
    private ImportedValue Resolve(string name)
    {
        if (builder.Find(name) is { } known)
        {
            return known;
        }

        if (!bodyConstants.TryGetValue(name, out var body) && !initialisers.Has(name))
        {
            throw Invalid($"a node reads {DataName.Quote(name)}, which nothing before it makes");
        }

        try
        {
            var value = new ConstantValue(name, body is null ? initialisers.Read(name) : initialisers.Tensors.Read(body, name));
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
            string[] read = [.. plan.Outputs.Where(output => builder.Find(output) is ActivationValue or IntegerValue or QuantizedValue or TextValue)];
            problems.Remedy = read.Length == 0 || read.Length == plan.Outputs.Count
                ? ""
                : $"Without it can be read {string.Join(", ", read.Take(20).Select(DataName.Quote))}: ask for these outputs alone";
            throw problems.ToException();
        }

        var outputs = Outputs();
        return problems.IsEmpty ? WithGiven(builder.Finish(graph.Name, inputInfos, outputs, options)) : throw problems.ToException();
    }

    // Integers and truth values that the file declares, or that a node made without its saying.
    private NetworkGraph WithGiven(NetworkGraph network) => network with
    {
        Outputs = network.Outputs.Select(output => output with
        {
            Given = builder.Find(output.Name) is IntegerValue or TextValue
                ? GivenType.Of(graph.Output.FirstOrDefault(declared => declared.Name == output.Name)?.Type?.TensorType?.ElemType)
                : ElementType.Float32,
        }).ToEquatableArray(),
    };

    // What depends on no input is no result of a network; where something else is, it is left out.
    private List<(string Name, ActivationValue Value)> Outputs()
    {
        var outputs = new List<(string Name, ActivationValue Value)>();
        var constant = new List<string>();
        foreach (var output in plan.Outputs)
        {
            MakeIntegers(output);
            switch (builder.Find(output))
            {
                case ActivationValue activation:
                    outputs.Add((output, activation));
                    break;
                case IntegerValue { Numbers: var numbers }:
                    outputs.Add((output, numbers));
                    notes.Add($"output {DataName.Quote(output)} of integers is given as float32 numbers");
                    break;
                case TextValue { Indices: var indices, Texts: var texts }:
                    outputs.Add((output, indices));
                    notes.Add($"output {DataName.Quote(output)} of texts is given as the number of one of these, counted from 0: {Listed(texts)}");
                    break;
                case QuantizedValue:
                    break;
                default:
                    constant.Add(output);
                    break;
            }
        }

        foreach (var output in constant)
        {
            if (outputs.Count == 0 || !options.Outputs.IsEmpty)
            {
                problems.Add($"output {DataName.Quote(output)}, which depends on no input");
            }
            else
            {
                notes.Add($"output {DataName.Quote(output)} is left out: it depends on no input");
            }
        }

        return outputs;
    }

    private void MakeIntegers(string output)
    {
        if (builder.Find(output) is not QuantizedValue value)
        {
            return;
        }

        try
        {
            builder.Redefine(output, quantised.Integers(value));
        }
        catch (UnsupportedException unsupported)
        {
            problems.Add(value.Source.Name, $"{value.Source.OpType}: {unsupported.Message}, for the output {DataName.Quote(output)}");
        }
    }

    private static string Listed(EquatableArray<string> texts)
    {
        const int Most = 40;
        var told = string.Join(", ", texts.Take(Most).Select(DataName.Quote));
        return texts.Count > Most ? $"{told} and {texts.Count - Most} more" : told;
    }

    private static WfnException Invalid(string message) => new(DiagnosticCodes.InvalidGraph, message);
}
