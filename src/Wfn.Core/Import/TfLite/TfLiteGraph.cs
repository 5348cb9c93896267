using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Import.TfLite.Families;

namespace Wfn.Import.TfLite;

/// <summary>
/// Takes up the network while a TFLite file's nodes are walked through: what every tensor is, and in which order its axes lie.
/// </summary>
internal sealed class TfLiteGraph
{
    private readonly Dictionary<int, TensorValue> tensors = [];
    private readonly Func<TfLiteNode, int, TensorValue[]> branches;
    private readonly UniqueNames valueNames;
    private readonly UniqueNames nodeNames;
    private readonly HashSet<string> inputs = new(StringComparer.Ordinal);
    private readonly HashSet<string> usedNames = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Value, EquatableArray<int> Order), ActivationValue> reordered = [];
    private readonly Dictionary<ReshapedTensorValue, LaidOutValue> reshaped = [];

    /// <summary>Starts an empty network.</summary>
    /// <param name="builder">Takes the nodes.</param>
    /// <param name="valueNames">The names of all tensors.</param>
    /// <param name="nodeNames">The names of all nodes.</param>
    /// <param name="outputs">The names of the network's outputs, which only their last node may bear.</param>
    /// <param name="branches">Puts the nodes of one of the file's graphs in the place of a node.</param>
    public TfLiteGraph(
        GraphBuilder builder,
        UniqueNames valueNames,
        UniqueNames nodeNames,
        IEnumerable<string> outputs,
        Func<TfLiteNode, int, TensorValue[]> branches)
    {
        Builder = builder;
        this.branches = branches;
        this.valueNames = valueNames;
        this.nodeNames = nodeNames;
        usedNames.UnionWith(outputs);
    }

    /// <summary>Takes the nodes.</summary>
    public GraphBuilder Builder { get; }

    /// <summary>Pays for what is computed.</summary>
    public ImportBudget Budget => Builder.Budget;

    /// <summary>What a tensor of the file is, or null before it is made.</summary>
    public TensorValue? Find(int tensor) => tensors.TryGetValue(tensor, out var value) ? value : null;

    /// <summary>Says what a tensor of the file is.</summary>
    public void Define(int tensor, TensorValue value) => tensors[tensor] = value;

    /// <summary>Says that an activation is an input of the network.</summary>
    public void AddInput(string activation) => inputs.Add(activation);

    /// <summary>Whether an activation is an input of the network.</summary>
    public bool IsInput(string activation) => inputs.Contains(activation);

    /// <summary>Says what an output of a node is.</summary>
    public void Result(TfLiteNode node, LaidOutValue value, int output = 0) =>
        Define(node.Tensor(output), new ActivationTensorValue(value));

    /// <summary>Says that the first output of a node is a constant.</summary>
    public void Constant(TfLiteNode node, ConstantTensor tensor) =>
        Define(node.Tensor(0), new ConstantTensorValue(new ConstantValue(node.Output, tensor)));

    /// <summary>An operand that must be an activation of real numbers.</summary>
    public LaidOutValue Activation(TfLiteNode node, int input) => Activation(node, node.Input(input), $"input {input}");

    /// <summary>A value that must be an activation of real numbers.</summary>
    public LaidOutValue Activation(TfLiteNode node, TensorValue value, string what) => value switch
    {
        ActivationTensorValue activation => activation.Value,
        ReshapedTensorValue pending => Reshaped(node, pending),
        ScalarTensorValue scalar => throw scalar.Refusal,
        _ => throw new UnsupportedException($"{what} is a constant"),
    };

    /// <summary>Puts the nodes of one of the file's graphs in the place of a node, whose operands but the first are its inputs.</summary>
    /// <param name="node">The node.</param>
    /// <param name="graph">Which of the file's graphs; any number.</param>
    /// <returns>What the graph's outputs are, as many as the node has.</returns>
    /// <exception cref="Diagnostics.WfnException">
    /// There is no such graph (WFN1002); it does not fit the node, contains itself, or lies within too many others (WFN1006).
    /// </exception>
    public IReadOnlyList<TensorValue> Branch(TfLiteNode node, int graph) => branches(node, graph);

    /// <summary>Adds a node in between.</summary>
    /// <param name="node">The model's node that it is part of.</param>
    /// <param name="part">What part, for its name.</param>
    /// <param name="make">Makes the node of its name and its output's name.</param>
    public ActivationValue Step(ModelNode node, string part, Func<string, string, Node> make) => Builder.Step(node, part, make);

    /// <summary>
    /// Adds the node that does what a node of the model does, under that node's name; what the model fuses with it follows it.
    /// </summary>
    /// <param name="node">The model's node.</param>
    /// <param name="part">What it is, for the name of its result where more follows.</param>
    /// <param name="fused">The function fused with it, as the schema numbers them.</param>
    /// <param name="make">Makes the node of its name and its output's name.</param>
    public ActivationValue Layer(TfLiteNode node, string part, int fused, Func<string, string, Node> make)
    {
        if (fused == FusedActivation.None)
        {
            return Builder.Add(make(node.Name, ResultName(node, part)));
        }

        var value = Builder.Add(make(node.Name, valueNames.Make($"{node.Output}.{part}")));
        return Activated(node, value, fused);
    }

    /// <summary>A value after the function that the model fuses with its node.</summary>
    public ActivationValue Activated(TfLiteNode node, ActivationValue value, int fused)
    {
        if (fused == FusedActivation.None)
        {
            return value;
        }

        var (part, activation) = FusedActivation.Of(fused);
        return Builder.Add(activation with
        {
            Name = nodeNames.Make($"{node.Name}.{part}"),
            Inputs = [value.Name],
            Output = ResultName(node, part),
        });
    }

    /// <summary>The activation with its axes in the file's order.</summary>
    public ActivationValue InFileOrder(ModelNode node, LaidOutValue value) => InOrder(node, value, LaidOutValue.FileOrder(value.Rank));

    /// <summary>The activation with its axes in an order: as it is, reshaped where only axes of one element move, or transposed.</summary>
    public ActivationValue InOrder(ModelNode node, LaidOutValue value, EquatableArray<int> order)
    {
        if (value.Order == order)
        {
            return value.Value;
        }

        if (reordered.TryGetValue((value.Value.Name, order), out var known))
        {
            return known;
        }

        var permutation = order.Select(value.PlaceOf).ToEquatableArray();
        var shape = value.Value.Shape;
        int[] moving = [.. permutation.Where(axis => shape[axis] != 1)];
        var made = moving.Zip(moving.Skip(1), (first, second) => first < second).All(ascends => ascends)
            ? Builder.Reshaped(node, "order", value.Value, new TensorShape(permutation.Select(axis => shape[axis]).ToEquatableArray()))
            : Builder.Transposed(node, "order", value.Value, permutation);
        reordered.Add((value.Value.Name, order), made);
        return made;
    }

    /// <summary>The constant with its axes in an order, those in front that it lacks added.</summary>
    public ConstantValue InOrder(TfLiteNode node, ConstantValue constant, EquatableArray<int> order)
    {
        var extents = constant.Tensor.Extents;
        if (extents.Length > order.Count)
        {
            throw new UnsupportedException($"a constant {constant.Tensor} of more axes than what it meets");
        }

        if (constant.Tensor.Count == 1)
        {
            return constant with { Tensor = constant.Tensor.WithExtents([]) };
        }

        if (order == LaidOutValue.FileOrder(order.Count))
        {
            return constant;
        }

        int[] all = [.. Enumerable.Repeat(1, order.Count - extents.Length), .. extents];
        Budget.ReserveConstant(node, all);
        var tensor = Folding.ConstantLayout.Transpose(constant.Tensor.WithExtents(all), order.ToArray());
        var inFront = tensor.Extents.TakeWhile(extent => extent == 1).Count();
        return constant with { Tensor = tensor.WithExtents([.. tensor.Extents.Skip(inFront)]) };
    }

    /// <summary>The activation that a network's output is, its axes in the file's order.</summary>
    /// <param name="tensor">The tensor, which has been made.</param>
    /// <param name="name">Its name.</param>
    public ActivationValue Output(int tensor, string name)
    {
        var node = new OutputNode(name);
        return InFileOrder(node, tensors[tensor] is ReshapedTensorValue pending ? Reshaped(node, pending)
            : ((ActivationTensorValue)tensors[tensor]).Value);
    }

    /// <summary>The integers that a network's output is in the file, of the real numbers that stand for it here.</summary>
    /// <param name="tensor">The tensor, which has been made.</param>
    /// <param name="name">Its name.</param>
    /// <param name="form">How the integers stand for real numbers.</param>
    public ActivationValue Integers(int tensor, string name, QuantizedForm form) =>
        QuantizedIntegers.Of(Builder, new QuantizedValue(Output(tensor, name), form, new OutputNode(name))).Numbers;

    private LaidOutValue Reshaped(ModelNode node, ReshapedTensorValue pending)
    {
        if (!reshaped.TryGetValue(pending, out var made))
        {
            made = LaidOutValue.InFileOrder(Builder.Reshaped(node, "flat", InFileOrder(node, pending.Value), pending.Shape));
            reshaped.Add(pending, made);
        }

        return made;
    }

    // The tensor's own name for the first value that may bear it.
    private string ResultName(TfLiteNode node, string part) =>
        usedNames.Add(node.Output) ? node.Output : valueNames.Make($"{node.Output}.{part}");

    // What is put in behind the last node, under the output's name.
    private sealed class OutputNode(string name) : ModelNode
    {
        public override string Name => name;

        public override string OpType => "output";

        public override string Output => name;

        public override IReadOnlyList<string> Outputs => [name];
    }
}
