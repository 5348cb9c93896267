namespace Wfn.Graph;

/// <summary>The forms that an attribute's value has in a .wfn file.</summary>
public enum AttributeKind
{
    /// <summary>An integer.</summary>
    Integer,

    /// <summary>A float32, which may be infinite.</summary>
    Float,

    /// <summary>Integers in brackets.</summary>
    Integers,

    /// <summary>A shape in brackets, an open batch axis as <c>batch</c>.</summary>
    Shape,

    /// <summary>One of a few words.</summary>
    Word,
}

/// <summary>
/// One attribute of an operator: its name, its range, and how a node has it. Writer, reader, docs and limits are all read off it.
/// </summary>
public abstract record AttributeSpec(string Name, AttributeKind Kind)
{
    /// <summary>The smallest integer.</summary>
    public int Minimum { get; init; }

    /// <summary>The largest integer.</summary>
    public int Maximum { get; init; }

    /// <summary>How many integers there are; null for any number.</summary>
    public int? Count { get; init; }

    /// <summary>The words to choose from.</summary>
    public EquatableArray<string> Words { get; init; }

    /// <summary>Whether it is only written where its value is not the blank node's, so that files from before it was there are read.</summary>
    public bool IsOptional { get; init; }

    /// <summary>The value: an int, a float, an EquatableArray of int, a TensorShape, or a string.</summary>
    internal abstract object Get(Node node);

    /// <summary>The node with another value.</summary>
    internal abstract Node Set(Node node, object value);
}

/// <summary>An attribute of one type of node.</summary>
/// <typeparam name="TNode">The node.</typeparam>
/// <typeparam name="TValue">The value as the .wfn format has it.</typeparam>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Its form.</param>
/// <param name="Read">Reads it.</param>
/// <param name="Write">Gives a node with another value.</param>
internal sealed record AttributeSpec<TNode, TValue>(
    string Name, AttributeKind Kind, Func<TNode, TValue> Read, Func<TNode, TValue, TNode> Write) : AttributeSpec(Name, Kind)
    where TNode : Node
    where TValue : notnull
{
    /// <inheritdoc/>
    internal override object Get(Node node) => Read((TNode)node);

    /// <inheritdoc/>
    internal override Node Set(Node node, object value) => Write((TNode)node, (TValue)value);
}
