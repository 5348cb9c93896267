using Google.Protobuf.Collections;
using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Import.Onnx.Families;
using Wfn.Import.Onnx.Schema;
using AttributeType = Wfn.Import.Onnx.Schema.AttributeProto.Types.AttributeType;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.Import.Onnx;

/// <summary>A node of the model as the operators read it: operands resolved, attributes checked for type.</summary>
internal sealed class OnnxNode : ModelNode
{
    private readonly NodeProto proto;
    private readonly ImportedValue?[] inputs;
    private readonly Dictionary<string, AttributeProto> attributes;
    private readonly TensorReader tensors;
    private readonly Func<string, bool> isModelInput;
    private readonly Func<string, bool> isUsed;
    private readonly HashSet<string> unread;

    /// <summary>Makes the view.</summary>
    /// <param name="proto">The message.</param>
    /// <param name="name">The node's unique name.</param>
    /// <param name="opset">The operator set's version.</param>
    /// <param name="inputs">The operands, null where an optional one is left out.</param>
    /// <param name="isUsed">Whether anybody reads a value of that name.</param>
    /// <param name="tensors">Reads tensors out of attributes.</param>
    /// <param name="isModelInput">Whether an activation of that name is an input of the model.</param>
    public OnnxNode(
        NodeProto proto,
        string name,
        int opset,
        ImportedValue?[] inputs,
        Func<string, bool> isUsed,
        TensorReader tensors,
        Func<string, bool> isModelInput)
    {
        this.tensors = tensors;
        this.isModelInput = isModelInput;
        this.isUsed = isUsed;
        Outputs = WithoutTrailing([.. proto.Output.Select((output, place) => place == 0 || isUsed(output) ? output : Node.LeftOut)]);
        this.proto = proto;
        this.inputs = inputs;
        Name = name;
        Opset = opset;
        attributes = new(StringComparer.Ordinal);
        unread = new(StringComparer.Ordinal);
        foreach (var attribute in proto.Attribute)
        {
            if (attributes.ContainsKey(attribute.Name))
            {
                throw Invalid($"has the attribute {DataName.Quote(attribute.Name)} twice");
            }

            attributes.Add(attribute.Name, attribute);
            unread.Add(attribute.Name);
        }
    }

    private OnnxNode(OnnxNode node, ImportedValue?[] inputs, int opset)
    {
        (proto, tensors, isModelInput, isUsed) = (node.proto, node.tensors, node.isModelInput, node.isUsed);
        (attributes, unread) = (node.attributes, node.unread);
        (Name, Outputs, ReachesOutput, TypeOf) = (node.Name, node.Outputs, node.ReachesOutput, node.TypeOf);
        this.inputs = inputs;
        Opset = opset;
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string OpType => proto.OpType;

    /// <summary>The operator set's version.</summary>
    public int Opset { get; }

    /// <summary>The number of operands, left out ones included.</summary>
    public int InputCount => inputs.Length;

    /// <inheritdoc/>
    public override string Output =>
        proto.Output.Count > 0 && proto.Output[0].Length > 0 ? proto.Output[0] : throw Invalid("has no output");

    /// <inheritdoc/>
    public override IReadOnlyList<string> Outputs { get; }

    /// <summary>The number of outputs that the model names, those that nobody reads included.</summary>
    public int OutputCount => proto.Output.Count;

    /// <summary>Whether anybody reads an output.</summary>
    public bool IsRead(int output) => output < proto.Output.Count && proto.Output[output].Length > 0 && isUsed(proto.Output[output]);

    /// <summary>Whether a value decides of an output of the model before it is scaled back to real numbers.</summary>
    public Func<string, bool> ReachesOutput { get; init; } = _ => false;

    /// <summary>The type of a value's elements, as far as it is known.</summary>
    public Func<string, DataType?> TypeOf { get; init; } = _ => null;

    /// <summary>The type of an operand's elements, or null where nothing tells it.</summary>
    public DataType? OperandType(int index) => index < proto.Input.Count ? TypeOf(proto.Input[index]) : null;

    /// <summary>The same node with another value as an operand.</summary>
    public OnnxNode With(int index, ImportedValue value)
    {
        ImportedValue?[] others = [.. inputs];
        others[index] = value;
        return With(others);
    }

    /// <summary>The same node with other operands, as an operator of another kind or of another operator set reads it.</summary>
    public OnnxNode With(ImportedValue?[] operands, int? opset = null) => new(this, operands, opset ?? Opset);

    /// <summary>The same node as one of another operator set.</summary>
    public OnnxNode ReadAs(int opset) => new(this, inputs, opset);

    /// <summary>Takes operands that are integers as the numbers that the network has of them.</summary>
    /// <param name="graph">Pays for them.</param>
    /// <param name="count">How many of the operands are numbers that are computed with, not lists of axes.</param>
    public void ReadNumbers(GraphBuilder graph, int count)
    {
        for (var i = 0; i < Math.Min(count, inputs.Length); i++)
        {
            inputs[i] = inputs[i] is { } operand ? TruthValues.Numbers(this, graph, operand) : null;
        }
    }

    /// <summary>Attributes that no one has asked for.</summary>
    public IEnumerable<string> UnreadAttributes => unread;

    /// <summary>Whether an operand is there.</summary>
    public bool HasInput(int index) => index < inputs.Length && inputs[index] is not null;

    /// <summary>An operand, or null where it is left out.</summary>
    public ImportedValue? Optional(int index) => index < inputs.Length ? inputs[index] : null;

    /// <summary>An operand that must be there.</summary>
    public ImportedValue Input(int index) => HasInput(index) ? inputs[index]! : throw Invalid($"lacks input {index}");

    /// <summary>An operand that must be an activation.</summary>
    public ActivationValue Activation(int index) => Input(index) as ActivationValue
        ?? throw new UnsupportedException($"input {index} is a constant");

    /// <summary>Whether an activation is an input of the model.</summary>
    public bool IsModelInput(string activation) => isModelInput(activation);

    /// <summary>Whether an operand is an input of the model that is called as exporters call weights: a model that was written without them.</summary>
    public bool IsMissingWeight(int index) => Optional(index) is ActivationValue { Name: var name } && isModelInput(name) && MissingWeights.AreCalled(name);

    /// <summary>An operand that must be a constant.</summary>
    public ConstantValue Constant(int index, string what) => Input(index) switch
    {
        ConstantValue constant => constant,
        ActivationValue { Name: var name } when isModelInput(name) => throw new UnsupportedException(
            $"{what} (input {index}) is the model's input {DataName.Quote(name)}, which has no value in the file: {MissingWeights.Remedy}"),
        _ => throw new UnsupportedException($"{what} (input {index}) computed at run time"),
    };

    /// <summary>A constant operand of float32, or null where it is left out.</summary>
    public ConstantValue? OptionalFloats(int index, string what) => HasInput(index) ? Floats(index, what) : null;

    /// <summary>A constant operand of float32.</summary>
    public ConstantValue Floats(int index, string what)
    {
        var constant = Constant(index, what);
        return constant.Tensor.IsFloat ? constant : throw Invalid($"has {what} (input {index}) of integers");
    }

    /// <summary>A constant operand of at most one axis of integers (which may name the batch), or null where it is left out.</summary>
    public long[]? OptionalIntegers(int index, string what)
    {
        if (!HasInput(index))
        {
            return null;
        }

        var tensor = Constant(index, what).Tensor;
        return !tensor.IsFloat && tensor.Rank <= 1
            ? tensor.Integers
            : throw Invalid($"needs {what} (input {index}) as a list of integers");
    }

    /// <summary>Notes that an attribute has no say in what is computed.</summary>
    public void Ignore(string name) => unread.Remove(name);

    /// <summary>Whether the attribute is given.</summary>
    public bool HasAttribute(string name) => attributes.ContainsKey(name);

    /// <summary>An integer attribute.</summary>
    public long Integer(string name, long missing) => Find(name, AttributeType.Int)?.I ?? missing;

    /// <summary>An integer attribute that is 0 or 1.</summary>
    public bool Flag(string name, bool missing) => Integer(name, missing ? 1 : 0) switch
    {
        0 => false,
        1 => true,
        var value => throw Invalid($"has the attribute '{name}' of {value}; it is 0 or 1"),
    };

    /// <summary>A float attribute.</summary>
    public float Float(string name, float missing) => Find(name, AttributeType.Float)?.F ?? missing;

    /// <summary>A text attribute.</summary>
    public string Text(string name, string missing) => Find(name, AttributeType.String)?.S.ToStringUtf8() ?? missing;

    /// <summary>A list of integers, or null.</summary>
    public long[]? Integers(string name) => Find(name, AttributeType.Ints)?.Ints is { } values ? ToArray(values) : null;

    /// <summary>A list of floats, or null.</summary>
    public float[]? Floats(string name) => Find(name, AttributeType.Floats)?.Floats is { } values ? ToArray(values) : null;

    /// <summary>A list of texts, or null.</summary>
    public string[]? Texts(string name) =>
        Find(name, AttributeType.Strings)?.Strings is { } values ? [.. values.Select(value => value.ToStringUtf8())] : null;

    /// <summary>A tensor, or null.</summary>
    public ConstantTensor? Tensor(string name) => Find(name, AttributeType.Tensor) is { } found
        ? tensors.Read(found.T ?? throw Invalid($"has the attribute '{name}' without a tensor"), Output)
        : null;

    /// <summary>The type of the elements of a tensor, or null where it is not there.</summary>
    public DataType? TensorType(string name) => (DataType?)Find(name, AttributeType.Tensor)?.T?.DataType;

    private static string[] WithoutTrailing(string[] names) => [.. names.Take(Array.FindLastIndex(names, name => name.Length > 0) + 1)];

    private AttributeProto? Find(string name, AttributeType type)
    {
        unread.Remove(name);
        if (!attributes.TryGetValue(name, out var found))
        {
            return null;
        }

        // Very old files leave the type out.
        return found.Type == type || found.Type == AttributeType.Undefined
            ? found
            : throw Invalid($"has the attribute '{name}' of type {found.Type}, not {type}");
    }

    private static T[] ToArray<T>(RepeatedField<T> values)
    {
        var array = new T[values.Count];
        values.CopyTo(array, 0);
        return array;
    }
}
