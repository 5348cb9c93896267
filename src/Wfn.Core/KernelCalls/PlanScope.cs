using Wfn.Graph;

namespace Wfn.KernelCalls;

/// <summary>One node's place in a plan: what it reads, makes and needs besides, in which layouts, and its calls.</summary>
public sealed class PlanScope
{
    private readonly IPlanState state;
    private readonly Node node;
    private readonly string output;
    private PlanMemory? made;

    /// <summary>The place of a node.</summary>
    /// <param name="state">The plan in the making.</param>
    /// <param name="node">The node.</param>
    /// <param name="output">The value that it makes: its own, or that of what is part of it.</param>
    /// <param name="bounds">The bounds of a clamp that is part of it.</param>
    internal PlanScope(IPlanState state, Node node, string output, FloatBounds bounds)
    {
        (this.state, this.node, this.output) = (state, node, output);
        Bounds = bounds;
    }

    /// <summary>How the first operand lies where its channels are last; null where it is row-major.</summary>
    internal ChannelsLastLayout? InputLayout { get; init; }

    /// <summary>How the output is to lie where its channels are last; null where it is row-major.</summary>
    internal ChannelsLastLayout? OutputLayout { get; init; }

    /// <summary>A sum with another activation that is part of the node, or null.</summary>
    internal Residual? Sum { get; init; }

    /// <summary>The image that stands in for the first operand, whose elements it has in another order; or null.</summary>
    internal string? Image { get; init; }

    /// <summary>Whether it runs over all memory, padding included.</summary>
    internal bool IsElementwise { get; init; }

    /// <summary>Bounds of the output by a clamp that is part of the node.</summary>
    public FloatBounds Bounds { get; }

    /// <summary>The shape of the output.</summary>
    public TensorShape OutputShape => Index.Shape(output);

    /// <summary>The memory of an operand that is an activation.</summary>
    public PlanMemory Input(int operand = 0) => Image is not null && operand == 0 ? state.ChannelsLast(Image)
        : InputLayout is not null && (operand == 0 || IsElementwise) ? state.ChannelsLast(node.Inputs[operand])
        : state.RowMajor(node.Inputs[operand]);

    /// <summary>The memory of the other operand of a sum that is part of the node.</summary>
    internal PlanMemory? SumInput => Sum is null ? null : state.ChannelsLast(Sum.Other);

    /// <summary>The shape of an operand.</summary>
    public TensorShape InputShape(int operand = 0) => Index.Shape(node.Inputs[operand]);

    /// <summary>The parameter that an operand is, or null.</summary>
    public Parameter? FindParameter(int operand) => Index.FindParameter(node.Inputs[operand]);

    /// <summary>A parameter by its name.</summary>
    public Parameter Parameter(string name) => Index.Parameter(name);

    /// <summary>The values of an operand that is a parameter.</summary>
    public KernelValue ParameterValues(int operand) => FindParameter(operand) is { } parameter
        ? new ParameterValue(parameter.ViewOf ?? parameter.Name)
        : throw new InvalidOperationException($"operand {operand} is no parameter");

    /// <summary>The bias of a layer: a parameter, or zeros where there is none.</summary>
    public static KernelValue Bias(string? parameter, int outputs) =>
        parameter is null ? new float[outputs].ToEquatableArray() : new ParameterValue(parameter);

    /// <summary>The memory of the output. Ask for scratch memory first.</summary>
    public PlanMemory Output() => made ??= OutputLayout is null ? state.MakeRowMajor(output)
        : IsElementwise ? state.MakeChannelsLast(output, OutputLayout)
        : state.MakeInsideBorder(node.Name, output, OutputLayout);

    /// <summary>Memory that a single call uses.</summary>
    public PlanMemory Scratch(long length) => state.Builder.Scratch(length, StorageType.Float32);

    /// <summary>Memory for what one call makes and others read.</summary>
    internal PlanMemory Temporary(long length) => state.Builder.Temporary(length, StorageType.Float32);

    /// <summary>Lets the output be the elements of an operand as they lie.</summary>
    public void Alias(int operand = 0) => state.Alias(output, node.Inputs[operand]);

    /// <summary>Adds the call of a static method.</summary>
    /// <param name="what">What it does, in words.</param>
    /// <param name="cost">What it is thought to cost.</param>
    /// <param name="kernel">The kernel's type.</param>
    /// <param name="method">The method.</param>
    /// <param name="arguments">Its arguments.</param>
    public void Call(string what, CallCost cost, string kernel, string method, params KernelValue[] arguments) =>
        Add(what, cost, null, kernel, method, arguments);

    /// <summary>Adds the call of an object's method.</summary>
    /// <param name="what">What it does, in words.</param>
    /// <param name="cost">What it is thought to cost.</param>
    /// <param name="state">The object.</param>
    /// <param name="method">The method.</param>
    /// <param name="arguments">Its arguments.</param>
    public void Call(string what, CallCost cost, KernelObject state, string method, params KernelValue[] arguments) =>
        Add(what, cost, state, state.Type, method, arguments);

    /// <summary>Adds the call of a layer that several threads may divide: <c>Run</c> of the workspace and places in it.</summary>
    /// <param name="what">What it does, in words.</param>
    /// <param name="cost">What it is thought to cost.</param>
    /// <param name="state">The layer.</param>
    /// <param name="places">Its memory.</param>
    internal void Layer(string what, CallCost cost, KernelObject state, params KernelValue[] places) =>
        Add(what, cost, state, state.Type, "Run", [WorkspaceValue.Instance, .. places], state.Parts());

    /// <summary>Adds the call of a function of single elements: a static method of the input, the output and some scalars.</summary>
    /// <param name="what">What it does, in a word or two.</param>
    /// <param name="kernel">The kernel's type.</param>
    /// <param name="method">The method.</param>
    /// <param name="scalars">What it is given behind the input and the output.</param>
    public void Elementwise(string what, string kernel, string method, params KernelValue[] scalars) =>
        Call(what, new CallCost { Kernel = what }, kernel, method, [Input(), Output(), .. scalars]);

    /// <summary>Adds the call of a function of single elements that is written from its formula.</summary>
    /// <param name="what">What it does, in a word or two.</param>
    /// <param name="function">The function.</param>
    public void Elementwise(string what, FunctionValue function) =>
        Call(what, new CallCost { Kernel = function.Kind }, "FloatElementwise", "Map", function, Input(), Output());

    /// <summary>The network.</summary>
    internal GraphIndex Index => state.Index;

    /// <summary>Adds the copy of an operand's elements into the output.</summary>
    internal void Move(StridedCopyLayout move, int operand = 0) =>
        Add(DataMovementCalls.Move(node.Name, move, Input(operand), Output()));

    /// <summary>The memory of a result after the first; null where nobody wants it.</summary>
    internal PlanMemory? Output(int place) => place == 0
        ? Output()
        : place < node.Outputs.Count && node.Outputs[place].Length > 0
            ? state.MakeRowMajor(node.Outputs[place])
            : null;

    /// <summary>Adds a finished call.</summary>
    internal void Add(KernelCall call) => state.Builder.Add(call with { Cost = Told(call.Cost) });

    private void Add(string what, CallCost cost, KernelObject? state, string kernel, string method, KernelValue[] arguments, KernelObject? parts = null) => Add(new KernelCall
    {
        Node = Sum is null ? node.Name : $"{node.Name} + {Sum.Sum.Name}",
        What = what,
        State = state,
        Parts = parts,
        Type = kernel,
        Method = method,
        Arguments = arguments.ToEquatableArray(),
        Cost = cost,
    });

    // The plan table says which nodes of a network of integers are none, and why.
    private CallCost? Told(CallCost? cost) => state.HasIntegers && cost is not null ? cost with { Kernel = $"{cost.Kernel} in float32: no integer form" } : cost;
}
