using Wfn.Graph;
using Wfn.Planning.Calls;

namespace Wfn.Planning;

/// <summary>One node's place in a float32 plan over row-major activations: what it reads, makes and needs besides, and its calls.</summary>
public sealed class PlanScope
{
    private readonly PlanBuilder builder;
    private readonly GraphIndex index;
    private readonly Node node;
    private readonly string output;
    private PlanMemory? made;

    /// <summary>The place of a node.</summary>
    /// <param name="builder">The plan in the making.</param>
    /// <param name="index">The network.</param>
    /// <param name="node">The node.</param>
    /// <param name="output">The tensor that it makes: its own, or that of a clamp that is part of it.</param>
    /// <param name="bounds">The bounds of that clamp.</param>
    internal PlanScope(PlanBuilder builder, GraphIndex index, Node node, string output, FloatBounds bounds)
    {
        (this.builder, this.index, this.node, this.output) = (builder, index, node, output);
        Bounds = bounds;
    }

    /// <summary>Bounds of the output by a clamp that is part of the node.</summary>
    public FloatBounds Bounds { get; }

    /// <summary>The shape of the output.</summary>
    public TensorShape OutputShape => index.Shape(output);

    /// <summary>The memory of an operand that is an activation.</summary>
    public PlanMemory Input(int operand = 0) => builder.Find(node.Inputs[operand]);

    /// <summary>The shape of an operand.</summary>
    public TensorShape InputShape(int operand = 0) => index.Shape(node.Inputs[operand]);

    /// <summary>The parameter that an operand is, or null.</summary>
    public Parameter? FindParameter(int operand) => index.FindParameter(node.Inputs[operand]);

    /// <summary>A parameter by its name.</summary>
    public Parameter Parameter(string name) => index.Parameter(name);

    /// <summary>The values of an operand that is a parameter.</summary>
    public KernelValue ParameterValues(int operand) => FindParameter(operand) is { } parameter
        ? new ParameterValue(parameter.ViewOf ?? parameter.Name)
        : throw new InvalidOperationException($"operand {operand} is no parameter");

    /// <summary>The bias of a layer: a parameter, or zeros where there is none.</summary>
    public static KernelValue Bias(string? parameter, int outputs) =>
        parameter is null ? new float[outputs].ToEquatableArray() : new ParameterValue(parameter);

    /// <summary>The memory of the output. Ask for scratch memory first.</summary>
    public PlanMemory Output() => made ??= builder.Make(output, OutputShape.ElementCount, StorageTypes.Of(index.Element(output)));

    /// <summary>Memory that a single call uses.</summary>
    public PlanMemory Scratch(long length) => builder.Scratch(length, StorageType.Float32);

    /// <summary>Lets the output be the elements of an operand as they lie.</summary>
    public void Alias(int operand = 0) => builder.Alias(node.Inputs[operand], output);

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
    internal GraphIndex Index => index;

    /// <summary>Adds the copy of an operand's elements into the output.</summary>
    internal void Move(StridedMove move, int operand = 0) =>
        Add(DataMovementCalls.Move("", move, Input(operand), Output()));

    /// <summary>The memory of a result after the first; null where nobody wants it.</summary>
    internal PlanMemory? Output(int place) => place == 0
        ? Output()
        : place < node.Outputs.Count && node.Outputs[place].Length > 0
            ? builder.Make(node.Outputs[place], index.Shape(node.Outputs[place]).ElementCount, StorageTypes.Of(index.Element(node.Outputs[place])))
            : null;

    /// <summary>Whether the node stands in a network of integers, without an integer form of its own.</summary>
    internal bool IsIsland { get; init; }

    /// <summary>Adds a finished call.</summary>
    internal void Add(KernelCall call) => builder.Add(call with { Node = node.Name, Cost = Told(call.Cost) });

    private void Add(string what, CallCost cost, KernelObject? state, string kernel, string method, KernelValue[] arguments) => Add(new KernelCall
    {
        Node = node.Name,
        What = what,
        State = state,
        Type = kernel,
        Method = method,
        Arguments = arguments.ToEquatableArray(),
        Cost = cost,
    });

    // The plan table says which nodes of a network of integers are none, and why.
    private CallCost? Told(CallCost? cost) => IsIsland && cost is not null ? cost with { Kernel = $"{cost.Kernel} in float32: no integer form" } : cost;
}
