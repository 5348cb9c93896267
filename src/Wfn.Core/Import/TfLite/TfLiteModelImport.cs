using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Import.TfLite.Schema;

namespace Wfn.Import.TfLite;

/// <summary>One import: walks through the file's nodes and builds the network.</summary>
internal sealed class TfLiteModelImport
{
    // Branches within branches: no model needs as many.
    private const int DeepestBranch = 64;

    // What a node or a tensor of a branch costs in memory.
    private const int PartCost = 512;

    private readonly TfLiteModel model;
    private readonly ImportOptions options;
    private readonly TensorDecoder decoder;
    private readonly Problems problems = new();
    private readonly bool stopsAtProblems;
    private readonly TfLitePlan plan;
    private readonly TensorTable tensors;
    private readonly ImportBudget budget;
    private readonly TfLiteGraph graph;
    private readonly List<TensorInfo> inputInfos = [];
    private readonly UniqueNames nodeNames = new();
    private readonly UniqueNames valueNames = new();
    private readonly List<string> notes = [];
    private readonly Dictionary<TfLiteTensor, ConstantTensor> constants;

    // The graphs whose nodes are being read, the innermost last.
    private readonly List<int> open = [0];

    private TfLiteModelImport(
        TfLiteModel model,
        TfLitePlan plan,
        Dictionary<TfLiteTensor, ConstantTensor> constants,
        ImportBudget budget,
        ImportOptions options,
        int attempt)
    {
        (this.model, this.plan, this.constants, this.options, this.budget) = (model, plan, constants, options, budget);
        tensors = new TensorTable(model.Main.Tensors, plan.Names, plan.Read);
        decoder = new TensorDecoder(budget);
        stopsAtProblems = attempt > 0;
        foreach (var name in plan.Names)
        {
            valueNames.Take(name);
        }

        var (read, staticBatch) = plan.Shapes.Read(plan.Shapes.Assumptions()[attempt], problems);
        graph = new TfLiteGraph(
            new GraphBuilder(valueNames, nodeNames, budget, staticBatch), valueNames, nodeNames, plan.Outputs.Select(tensors.Name), ImportBranch);
        for (var input = 0; input < plan.Inputs.Length; input++)
        {
            DefineInput(plan.Inputs[input], read[input]);
        }

        foreach (var (input, tensor) in plan.Values.All)
        {
            graph.Define(Array.Find(model.Main.Inputs, known => tensors.Name(known) == input), new ConstantTensorValue(new ConstantValue(input, tensor)));
        }
    }

    /// <summary>Builds the network of a file.</summary>
    /// <param name="model">The file.</param>
    /// <param name="budget">What it may cost.</param>
    /// <param name="options">How to read it.</param>
    /// <param name="notes">What its owner should know of how it was read.</param>
    public static NetworkGraph Run(TfLiteModel model, ImportBudget budget, ImportOptions options, out EquatableArray<string> notes)
    {
        var plan = new TfLitePlan(model, options);
        var constants = new Dictionary<TfLiteTensor, ConstantTensor>();
        EquatableArray<string> told = [];
        var network = BatchSearch.Run(plan.Shapes.Assumptions().Count, attempt =>
        {
            var import = new TfLiteModelImport(model, plan, constants, budget, options, attempt);
            import.ImportNodes();
            var made = import.Finish();
            told = import.notes.Concat(plan.Shapes.Notes(made)).Concat(plan.Values.Notes).ToEquatableArray();
            return made;
        });
        notes = told;
        return network;
    }

    private void DefineInput(int tensor, TensorShape? shape)
    {
        if (shape is null)
        {
            graph.Define(tensor, UnknownTensorValue.Instance);
            return;
        }

        var given = tensors[tensor].IsReal ? null : GivenType.Of(tensors[tensor]);
        if (given is not null)
        {
            notes.Add($"input {DataName.Quote(tensors.Name(tensor))} of element type {tensors[tensor].Type} is read as float32 numbers");
        }

        inputInfos.Add(new TensorInfo(tensors.Name(tensor), shape) { Given = given ?? ElementType.Float32 });
        var activation = new ActivationValue(tensors.Name(tensor), shape);
        graph.Builder.Define(tensors.Name(tensor), activation);
        graph.AddInput(tensors.Name(tensor));
        graph.Define(tensor, new ActivationTensorValue(LaidOutValue.InFileOrder(activation)));
        NoteRange(tensor);
    }

    private void ImportNodes() => ImportNodes(plan.Operations);

    private void ImportNodes(IEnumerable<TfLiteOperation> operations)
    {
        foreach (var operation in operations)
        {
            if (stopsAtProblems && !problems.IsEmpty)
            {
                throw problems.ToException();
            }

            Import(operation);
        }
    }

    private void Import(TfLiteOperation operation)
    {
        var name = nodeNames.Make(operation.Outputs.Length > 0 ? tensors.Name(operation.Outputs[0]) : operation.Operator);
        try
        {
            ImportNode(operation, name);
        }
        catch (UnsupportedException unsupported)
        {
            var shown = DataName.Quote(operation.Operator).Trim('\'');
            problems.Add(name, unsupported.Message.Length == 0 ? shown : $"{shown}: {unsupported.Message}");
        }

        // Whatever the node did not define says nothing about the nodes that read it.
        foreach (var output in operation.Outputs)
        {
            if (graph.Find(output) is null)
            {
                graph.Define(output, UnknownTensorValue.Instance);
            }
        }
    }

    private void ImportNode(TfLiteOperation operation, string name)
    {
        if (TfLiteRegistry.Find(operation) is not { } known)
        {
            throw new UnsupportedException(operation.IsCustom ? "an operator of its author's own runtime" : "");
        }

        var operands = new TensorValue?[operation.Inputs.Length];
        for (var input = 0; input < operands.Length; input++)
        {
            var tensor = operation.Inputs[input];
            operands[input] = tensor < 0 ? null : Resolve(tensor, known.IsShape(input));
        }

        if (Array.Exists(operands, operand => operand is UnknownTensorValue))
        {
            return;
        }

        if (!known.FoldsConstants && operands.Length > 0 && Array.TrueForAll(operands, operand => operand is ConstantTensorValue or null))
        {
            throw new UnsupportedException("of constants alone");
        }

        var node = new TfLiteNode(
            name,
            operation,
            operands,
            [.. operation.Outputs.Select(output => tensors.IsRead(output) ? tensors.Name(output) : "")],
            [.. operation.Outputs.Select(output => tensors[output])]);
        known.Import(node, graph);
        foreach (var output in operation.Outputs)
        {
            if (tensors.IsRead(output) && graph.Find(output) is null)
            {
                throw new UnsupportedException($"a use of its output {DataName.Quote(tensors.Name(output))}");
            }

            NoteRange(output);
        }
    }

    // The nodes of a branch take the place of the node that has it; what its outputs are.
    private TensorValue[] ImportBranch(TfLiteNode node, int index)
    {
        if (open.Contains(index) || open.Count >= DeepestBranch)
        {
            throw Invalid($"node {DataName.Quote(node.Name)} ({node.OpType}) has a branch within more than {DeepestBranch} others, or within itself");
        }

        var branch = model.Graph(index);
        int[] given = [.. node.Operands.Skip(1)];
        if (branch.Inputs.Length != given.Length || branch.Outputs.Length != node.Outputs.Count
            || branch.Inputs.Distinct().Count() < given.Length || given.Contains(-1))
        {
            throw Invalid(
                $"node {DataName.Quote(node.Name)} ({node.OpType}) gives {given.Length} values and takes {node.Outputs.Count}; "
                + $"its branch {DataName.Quote(branch.Name)} takes {branch.Inputs.Length} and gives {branch.Outputs.Length}");
        }

        budget.Reserve(1 + branch.Tensors.Length + branch.Operations.Length, PartCost, $"a branch of node {DataName.Quote(node.Name)}");
        var places = Places(branch, given);

        TfLiteOperation[] operations =
        [
            .. LiveNodes.Of(branch, branch.Outputs).Select(operation => operation with
            {
                Inputs = [.. operation.Inputs.Select(input => input < 0 ? input : places[input])],
                Outputs = [.. operation.Outputs.Select(output => places[output])],
            }),
        ];
        int[] outputs = [.. branch.Outputs.Select(output => places[output])];
        foreach (var tensor in operations.SelectMany(operation => operation.Inputs).Concat(outputs))
        {
            tensors.Read(tensor);
        }

        open.Add(index);
        ImportNodes(operations);
        open.RemoveAt(open.Count - 1);
        return [.. outputs.Select(output => Resolve(output, isShape: false)
            ?? throw Invalid($"node {DataName.Quote(node.Name)} ({node.OpType}) takes a state of its branch {DataName.Quote(branch.Name)}"))];
    }

    // Where the tensors of a branch are among those of the import: its inputs are those that are given, all others are new.
    private int[] Places(TfLiteSubgraph branch, int[] given)
    {
        var places = new int?[branch.Tensors.Length];
        for (var input = 0; input < given.Length; input++)
        {
            places[branch.Inputs[input]] = given[input];
        }

        return [.. places.Select((place, tensor) => place ?? tensors.Add(branch.Tensors[tensor], NewName(branch.Tensors[tensor].Name)))];

        string NewName(string name) => valueNames.Make(name.Length > 0 ? name : "tensor");
    }

    // Integers that stand for real numbers tell of their range.
    private void NoteRange(int tensor)
    {
        if (graph.Find(tensor) is ActivationTensorValue { Value.Value.Name: var name } && TensorDecoder.Range(tensors[tensor], name) is { } range)
        {
            graph.Builder.Note(range);
        }
    }

    // Constants are read when something needs them, once for all attempts. A shape that is computed counts as left out.
    private TensorValue? Resolve(int tensor, bool isShape)
    {
        if (graph.Find(tensor) is { } known)
        {
            return isShape && known is not ConstantTensorValue ? null : known;
        }

        var described = tensors[tensor];
        if (described.Data is not null)
        {
            if (!constants.TryGetValue(described, out var constant))
            {
                constant = decoder.Read(described, tensors.Name(tensor));
                constants.Add(described, constant);
            }

            var value = new ConstantTensorValue(new ConstantValue(tensors.Name(tensor), constant));
            graph.Define(tensor, value);
            return value;
        }

        return isShape || described.IsVariable
            ? null
            : throw Invalid($"a node reads {DataName.Quote(tensors.Name(tensor))}, which nothing before it makes");
    }

    private NetworkGraph Finish()
    {
        var outputs = new List<(string Name, ActivationValue Value)>();
        foreach (var output in problems.IsEmpty ? plan.Outputs : [])
        {
            var name = tensors.Name(output);
            if (outputs.Exists(listed => listed.Name == name))
            {
                throw Invalid($"the output {DataName.Quote(name)} is listed twice");
            }

            if (graph.Find(output) is null or ConstantTensorValue)
            {
                problems.Add($"output {DataName.Quote(name)}, which depends on no input");
                continue;
            }

            if (graph.Find(output) is ScalarTensorValue scalar)
            {
                problems.Add($"output {DataName.Quote(name)}: {scalar.Refusal.Message}");
                continue;
            }

            outputs.Add((name, Output(output, name)));
        }

        return problems.IsEmpty ? WithGiven(graph.Builder.Finish(model.Main.Name, inputInfos, outputs, options, saturates: true)) : throw problems.ToException();
    }

    // Integers that stand for real numbers are made where they leave the network, as its file has them.
    private ActivationValue Output(int output, string name)
    {
        var tensor = tensors[output];
        if (Given(tensor) is not null)
        {
            notes.Add($"output {DataName.Quote(name)} of integers is given as float32 numbers");
        }

        return TensorDecoder.Form(tensor, name) is { } form ? graph.Integers(output, name, form) : graph.Output(output, name);
    }

    private NetworkGraph WithGiven(NetworkGraph network) => network with
    {
        Outputs = network.Outputs.Select((made, place) => made with
        {
            Given = Given(tensors[plan.Outputs[place]]) ?? ElementType.Float32,
        }).ToEquatableArray(),
    };

    private static ElementType? Given(TfLiteTensor tensor) => tensor.IsReal && TensorDecoder.Form(tensor, "") is null ? null : GivenType.Of(tensor);

    private static WfnException Invalid(string message) => new(DiagnosticCodes.InvalidGraph, message);
}
