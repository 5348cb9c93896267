using Wfn.Graph;
using Wfn.Integers;
using Wfn.KernelCalls;

namespace Wfn.Operators;

/// <summary>
/// Everything the stages ask of an operator, in one place: besides its signature the meaning in float32, how integer formats
/// behave at it, and what it becomes in integers. Framework code asks through this class and names no operator.
/// </summary>
public abstract class OperatorDefinition : OperatorSignature
{
    /// <summary>The definition of a node's kind.</summary>
    public static OperatorDefinition Of(Node node) => (OperatorDefinition)node.Signature;

    /// <summary>Where the node is a weighted sum with a bias a channel: what may be folded into it. Null elsewhere.</summary>
    internal virtual WeightedSumOperands? WeightedSum => null;

    /// <summary>The node as a product of matrices, or null where its parameters are no weights of a sum. Shapes are those of one sample.</summary>
    internal virtual WeightedSumMatrix? Matrix(Node node, GraphIndex index) => null;

    /// <summary>
    /// The axis along which a node makes a distribution of its input's scores, or null: a loss over the scores is exact where one
    /// over the distribution is not.
    /// </summary>
    public virtual int? DistributionAxis(Node node) => null;

    /// <summary>Works out a node's results of one sample: what the operator means.</summary>
    internal abstract void Run(Node node, NodeRun run);

    /// <summary>
    /// The node over activations that are all a positive factor as large, where its results then are, too: itself, or one with other
    /// attributes. Null where that is not so, or not known.
    /// </summary>
    internal virtual Node? Scaled(Node node, GraphIndex index, float factor) => null;

    /// <summary>How integer formats behave at a node.</summary>
    public virtual FormatBehaviour Formats(Node node, GraphIndex index) => FormatBehaviour.Ordinary;

    /// <summary>Whether a clamp that alone reads the result can be part of the node's float32 kernel, as its <see cref="PlanScope.Bounds"/>.</summary>
    internal virtual bool TakesBounds => false;

    /// <summary>Whether the result is the operand's elements under another shape, so that nothing has to run.</summary>
    internal virtual bool IsView => false;

    /// <summary>Whether the result is the sum of two operands, which the layer that makes one of them may add itself.</summary>
    internal virtual bool IsSum => false;

    /// <summary>In which layouts the kernels of a node run, besides row-major.</summary>
    internal virtual LayoutSupport Layouts(Node node, GraphIndex index) => LayoutSupport.RowMajor;

    /// <summary>Adds the kernel calls of a node in float32, over activations of one sample in the layouts that the scope tells.</summary>
    internal abstract void Plan(Node node, PlanScope scope);

    /// <summary>The node as an operation of the integer vocabulary, or null where it has no integer form and stays in float32.</summary>
    internal virtual FixedPointOperation? Lower(Node node, LoweringContext context) => null;
}

/// <summary>The definition of one type of node.</summary>
/// <typeparam name="T">The node's type.</typeparam>
public abstract class OperatorDefinition<T> : OperatorDefinition
    where T : Node
{
    /// <inheritdoc/>
    public override IReadOnlyList<AttributeSpec> Attributes => [];

    /// <inheritdoc/>
    internal sealed override IReadOnlyList<TensorType> Infer(Node node, TypeScope scope)
    {
        scope.Check(node);
        return Infer((T)node, scope);
    }

    /// <inheritdoc/>
    internal sealed override Node ForSample(Node node, SampleScope scope) => ForSample((T)node, scope);

    /// <inheritdoc/>
    internal sealed override void Run(Node node, NodeRun run) => Run((T)node, run);

    /// <inheritdoc/>
    internal sealed override Node? Scaled(Node node, GraphIndex index, float factor) => Scaled((T)node, index, factor);

    /// <inheritdoc/>
    public sealed override FormatBehaviour Formats(Node node, GraphIndex index) => Formats((T)node, index);

    /// <inheritdoc/>
    internal sealed override FixedPointOperation? Lower(Node node, LoweringContext context) => Lower((T)node, context);

    /// <inheritdoc/>
    internal sealed override LayoutSupport Layouts(Node node, GraphIndex index) => Layouts((T)node, index);

    /// <inheritdoc/>
    internal sealed override void Plan(Node node, PlanScope scope) => Plan((T)node, scope);

    /// <inheritdoc/>
    internal sealed override WeightedSumMatrix? Matrix(Node node, GraphIndex index) => Matrix((T)node, index);

    /// <summary>The node as a product of matrices, or null.</summary>
    internal virtual WeightedSumMatrix? Matrix(T node, GraphIndex index) => null;

    /// <summary>The types of the results; that operands and results are there has been checked.</summary>
    internal abstract IReadOnlyList<TensorType> Infer(T node, TypeScope scope);

    /// <summary>The node over one sample; the node itself where no attribute counts axes.</summary>
    internal virtual T ForSample(T node, SampleScope scope) => node;

    /// <summary>What the operator means, over one sample.</summary>
    internal abstract void Run(T node, NodeRun run);

    /// <summary>The node over activations that are all a factor as large, or null.</summary>
    internal virtual Node? Scaled(T node, GraphIndex index, float factor) => null;

    /// <summary>How integer formats behave.</summary>
    public virtual FormatBehaviour Formats(T node, GraphIndex index) => FormatBehaviour.Ordinary;

    /// <summary>In which layouts the kernels run, besides row-major.</summary>
    internal virtual LayoutSupport Layouts(T node, GraphIndex index) => LayoutSupport.RowMajor;

    /// <summary>The kernel calls in float32.</summary>
    internal abstract void Plan(T node, PlanScope scope);

    /// <summary>The operation of the integer vocabulary, or null.</summary>
    internal virtual FixedPointOperation? Lower(T node, LoweringContext context) => null;

    /// <summary>One result of float32.</summary>
    private protected static IReadOnlyList<TensorType> Result(TensorShape shape) => [new TensorType(shape)];

    /// <summary>An integer attribute.</summary>
    private protected static AttributeSpec Integer(
        string name, Func<T, int> read, Func<T, int, T> write, int minimum, int maximum, bool isOptional = false) =>
        new AttributeSpec<T, int>(name, AttributeKind.Integer, read, write) { Minimum = minimum, Maximum = maximum, IsOptional = isOptional };

    /// <summary>A float32 attribute.</summary>
    private protected static AttributeSpec Float(string name, Func<T, float> read, Func<T, float, T> write, bool isOptional = false) =>
        new AttributeSpec<T, float>(name, AttributeKind.Float, read, write) { IsOptional = isOptional };

    /// <summary>An attribute of several integers.</summary>
    private protected static AttributeSpec Integers(
        string name, Func<T, EquatableArray<int>> read, Func<T, EquatableArray<int>, T> write, int minimum, int maximum, int? count = null) =>
        new AttributeSpec<T, EquatableArray<int>>(name, AttributeKind.Integers, read, write) { Minimum = minimum, Maximum = maximum, Count = count };

    /// <summary>A shape.</summary>
    private protected static AttributeSpec Shape(string name, Func<T, TensorShape> read, Func<T, TensorShape, T> write) =>
        new AttributeSpec<T, TensorShape>(name, AttributeKind.Shape, read, write);

    /// <summary>An attribute that is one of an enumeration's members, in their order.</summary>
    private protected static AttributeSpec Word<TEnum>(
        string name, Func<T, TEnum> read, Func<T, TEnum, T> write, EquatableArray<string> words, bool isOptional = false)
        where TEnum : struct, Enum =>
        new AttributeSpec<T, string>(
            name,
            AttributeKind.Word,
            node => words[Convert.ToInt32(read(node), System.Globalization.CultureInfo.InvariantCulture)],
            (node, word) => write(node, (TEnum)Enum.ToObject(typeof(TEnum), words.AsSpan().IndexOf(word))))
        { Words = words, IsOptional = isOptional };

    /// <summary>An attribute that is true or false.</summary>
    private protected static AttributeSpec Flag(string name, Func<T, bool> read, Func<T, bool, T> write, bool isOptional = false) =>
        new AttributeSpec<T, string>(
            name, AttributeKind.Word, node => read(node) ? "true" : "false", (node, word) => write(node, word == "true"))
        {
            Words = ["false", "true"],
            IsOptional = isOptional,
        };

    /// <summary>The four attributes of a sliding window.</summary>
    private protected static IReadOnlyList<AttributeSpec> Window(Func<T, SlidingWindow> read, Func<T, SlidingWindow, T> write) =>
    [
        Integers(
            "kernel",
            node => [read(node).KernelHeight, read(node).KernelWidth],
            (node, v) => write(node, read(node) with { KernelHeight = v[0], KernelWidth = v[1] }),
            1,
            Limits.Window,
            2),
        Integers(
            "stride",
            node => [read(node).StrideHeight, read(node).StrideWidth],
            (node, v) => write(node, read(node) with { StrideHeight = v[0], StrideWidth = v[1] }),
            1,
            Limits.Window,
            2),
        Integers(
            "dilation",
            node => [read(node).DilationHeight, read(node).DilationWidth],
            (node, v) => write(node, read(node) with { DilationHeight = v[0], DilationWidth = v[1] }),
            1,
            Limits.Window,
            2),
        Integers(
            "pad",
            node => [read(node).PadTop, read(node).PadLeft, read(node).PadBottom, read(node).PadRight],
            (node, v) => write(node, read(node) with { PadTop = v[0], PadLeft = v[1], PadBottom = v[2], PadRight = v[3] }),
            0,
            Limits.Window,
            4),
    ];
}
