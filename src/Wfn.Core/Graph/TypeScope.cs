using Wfn.Diagnostics;

namespace Wfn.Graph;

/// <summary>The types known before a node: of activations, and of parameters (which have no batch axis).</summary>
internal sealed class TypeScope(
    IReadOnlyDictionary<string, TensorType> activations, IReadOnlyDictionary<string, TensorShape> parameters)
{
    /// <summary>The shape of an operand, activation or parameter.</summary>
    /// <exception cref="WfnException">Nothing before the node makes it (WFN1006).</exception>
    public TensorShape Shape(Node node, int input) => IsParameter(node, input)
        ? parameters[node.Inputs[input]]
        : Type(node, input).Shape;

    /// <summary>The type of an operand that must be an activation.</summary>
    /// <exception cref="WfnException">Nothing before the node makes it, or it is a parameter (WFN1006).</exception>
    public TensorType Type(Node node, int input)
    {
        var name = node.Inputs[input];
        return activations.TryGetValue(name, out var type)
            ? type
            : throw NodeError.Make(node, parameters.ContainsKey(name)
                ? $"reads the parameter {DataName.Quote(name)} where an activation is needed"
                : $"reads {DataName.Quote(name)}, which nothing before it makes");
    }

    /// <summary>Whether an operand is a parameter.</summary>
    public bool IsParameter(Node node, int input) => parameters.ContainsKey(node.Inputs[input]);

    /// <summary>Checks that a node has the operands and results that its signature names.</summary>
    /// <exception cref="WfnException">It has not (WFN1006).</exception>
    public void Check(Node node)
    {
        var signature = node.Signature;
        for (var place = 0; place < Math.Max(node.Inputs.Count, signature.Operands.Count); place++)
        {
            if (signature.OperandAt(place) is not { } operand)
            {
                throw NodeError.Make(node, $"has {node.Inputs.Count} inputs, not {signature.Operands.Count}");
            }

            if (!node.HasInput(place))
            {
                if (!operand.IsOptional && !(operand.IsVariadic && place > 0 && place >= node.Inputs.Count))
                {
                    throw NodeError.Make(node, node.Inputs.IsEmpty ? "has no inputs" : $"lacks its input {DataName.Quote(operand.Name)}");
                }

                continue;
            }

            Check(node, place, operand);
        }

        if (node.Outputs.IsEmpty || (!signature.HasVariadicResults && node.Outputs.Count > signature.Results.Count))
        {
            throw NodeError.Make(node, $"has {node.Outputs.Count} outputs, not {signature.Results.Count}");
        }
    }

    private void Check(Node node, int place, OperandSpec operand)
    {
        var name = node.Inputs[place];
        if (operand.Kind == OperandKind.Parameter && !parameters.ContainsKey(name))
        {
            throw NodeError.Make(node, $"needs the parameter {DataName.Quote(name)}, which does not exist");
        }

        if (operand.Kind == OperandKind.Activation || (operand.Kind == OperandKind.Either && !parameters.ContainsKey(name)))
        {
            var type = Type(node, place);
            if (type.Element != operand.Element)
            {
                throw NodeError.Make(
                    node, $"reads {DataName.Quote(name)} of {type.Element} as its input {DataName.Quote(operand.Name)} of {operand.Element}");
            }
        }
    }
}
