using System.Text;
using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Artifact;

/// <summary>
/// Graph nodes as header lines: <c>node kind=… name=… inputs=[…] outputs=[…]</c> and the attributes of the kind, all read off its
/// definition. Version 1 named the one output by itself, and parameters in fields of their own behind it.
/// </summary>
internal static class NodeLine
{
    /// <summary>Appends the node's line.</summary>
    public static void Write(StringBuilder text, Node node)
    {
        var signature = node.Signature;
        var line = new ArtifactLineWriter(text, "node")
            .Word("kind", signature.Kind)
            .Text("name", node.Name)
            .Texts("inputs", node.Inputs)
            .Texts("outputs", node.Outputs);
        foreach (var attribute in signature.Attributes)
        {
            var value = attribute.Get(node);
            if (!attribute.IsOptional || !value.Equals(attribute.Get(signature.Blank)))
            {
                line = Write(line, attribute, value);
            }
        }

        line.End();
    }

    /// <summary>Reads a node's line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="version">The file's format version.</param>
    /// <exception cref="WfnException">The line is wrong (WFN2001), or of a kind that only a newer version knows (WFN2002).</exception>
    public static Node Read(ArtifactLine line, int version)
    {
        var kind = line.Word("kind");
        var signature = OperatorSet.Find(kind, version) ?? throw line.FailNewer(
            "kind", $"{DataName.Quote(kind)} is no kind of node that this version knows; the file was written by a newer version");
        var name = line.Text("name");
        var node = version == 1 ? ReadFirst(line, signature) : signature.Blank with { Inputs = line.Texts("inputs"), Outputs = line.Texts("outputs") };
        node = node with { Name = name };
        foreach (var attribute in signature.Attributes)
        {
            if (!attribute.IsOptional || line.Has(attribute.Name))
            {
                node = attribute.Set(node, Read(line, attribute));
            }
        }

        line.End();
        return node;
    }

    private static Node ReadFirst(ArtifactLine line, OperatorSignature signature)
    {
        var inputs = line.Texts("inputs").ToArray().ToList();
        var output = line.Text("output");
        var activations = signature.Operands.Count(operand => operand.Kind != OperandKind.Parameter);
        if (signature.Operands.Any(operand => operand.Kind == OperandKind.Parameter) && inputs.Count != activations)
        {
            throw line.Fail("inputs", $"{inputs.Count} of them do not suit this kind of node");
        }

        foreach (var operand in signature.Operands.Where(operand => operand.Kind == OperandKind.Parameter))
        {
            if (!operand.IsOptional || line.Has(operand.Name))
            {
                inputs.Add(line.Text(operand.Name));
            }
        }

        return signature.Blank with { Inputs = inputs.ToEquatableArray(), Outputs = [output] };
    }

    private static ArtifactLineWriter Write(ArtifactLineWriter line, AttributeSpec attribute, object value) => value switch
    {
        int number => line.Number(attribute.Name, number),
        float number => line.Number(attribute.Name, number),
        EquatableArray<int> numbers => line.Numbers(attribute.Name, numbers.ToArray()),
        TensorShape shape => TensorShapeText.Write(line, shape, attribute.Name),
        string word => line.Word(attribute.Name, word),
        _ => throw new NotSupportedException($"the .wfn format has no form for {value.GetType().Name}"),
    };

    private static object Read(ArtifactLine line, AttributeSpec attribute)
    {
        switch (attribute.Kind)
        {
            case AttributeKind.Integer:
                return line.Integer(attribute.Name, attribute.Minimum, attribute.Maximum);
            case AttributeKind.Float:
                return line.Float(attribute.Name);
            case AttributeKind.Integers:
                var values = line.Integers(attribute.Name, attribute.Minimum, attribute.Maximum);
                return attribute.Count is { } count && values.Count != count
                    ? throw line.Fail(attribute.Name, $"{count} numbers are expected")
                    : values;
            case AttributeKind.Shape:
                return TensorShapeText.ReadActivation(line, attribute.Name);
            default:
                return attribute.Words[line.Choice(attribute.Name, attribute.Words)];
        }
    }
}
