using Wfn.Graph;
using Wfn.Numerics;

namespace Wfn.Integers;

/// <summary>What every rule of the lowering works with: the graph, the formats, and the integer network as far as it has grown.</summary>
internal sealed class LoweringContext
{
    private readonly Dictionary<string, FixedPointFormat> formats;
    private readonly Dictionary<string, FixedPointTensor> tensors = new(StringComparer.Ordinal);

    public LoweringContext(GraphIndex index, ParameterSource parameters, Dictionary<string, FixedPointFormat> formats)
    {
        Index = index;
        Parameters = parameters;
        this.formats = formats;
    }

    /// <summary>The float network of one sample.</summary>
    public GraphIndex Index { get; }

    /// <summary>Its parameters' places on the codebook.</summary>
    public ParameterSource Parameters { get; }

    /// <summary>The operations so far.</summary>
    public List<FixedPointOperation> Operations { get; } = [];

    /// <summary>The tensors so far.</summary>
    public IEnumerable<FixedPointTensor> Tensors => tensors.Values;

    /// <summary>The format of an activation, or of a tensor that a rule has added.</summary>
    public FixedPointFormat Format(string name) => formats[name];

    /// <summary>An activation's shape.</summary>
    public TensorShape Shape(string activation) => Index.Shape(activation);

    /// <summary>Makes the tensor of an activation.</summary>
    public void AddTensor(string activation) =>
        tensors.Add(activation, new FixedPointTensor(activation, Shape(activation), Format(activation)));

    /// <summary>
    /// The operand of a node in a given format: as it is where it has that format, else through a change of format that is
    /// added for it.
    /// </summary>
    public string InFormat(Node node, string activation, FixedPointFormat format)
    {
        if (Format(activation) == format)
        {
            return activation;
        }

        return Between(activation + ":" + node.Output, Shape(activation), format, name => new ClampOperation
        {
            Name = node.Name,
            Inputs = [activation],
            Output = name,
            Shift = Format(activation).FractionBits - format.FractionBits,
            Minimum = format.Minimum,
            Maximum = format.Maximum,
        });
    }

    /// <summary>The tensor of an operation that is added for a node on the way to its result.</summary>
    public string Between(Node node, TensorShape shape, FixedPointFormat format, Func<string, FixedPointOperation> make) =>
        Between(":" + node.Output, shape, format, make);

    private string Between(string name, TensorShape shape, FixedPointFormat format, Func<string, FixedPointOperation> make)
    {
        var added = Add(name, shape, format);
        Operations.Add(make(added));
        return added;
    }

    /// <summary>Adds a tensor that stands between two operations of a node, and gives its name.</summary>
    public string Intermediate(Node node, TensorShape shape, FixedPointFormat format) => Add(node.Output + ":", shape, format);

    private string Add(string name, TensorShape shape, FixedPointFormat format)
    {
        while (formats.ContainsKey(name))
        {
            name += "'";
        }

        formats.Add(name, format);
        tensors.Add(name, new FixedPointTensor(name, shape, format));
        return name;
    }

    /// <summary>Of an elementwise node with one constant operand: the activation, the constant, and whether the constant comes first.</summary>
    public (string Activation, Parameter Constant, bool ConstantFirst)? ConstantOperand(Node node)
    {
        if (Index.FindParameter(node.Inputs[0]) is { } first)
        {
            return (node.Inputs[1], first, true);
        }

        return Index.FindParameter(node.Inputs[1]) is { } second ? (node.Inputs[0], second, false) : null;
    }
}
