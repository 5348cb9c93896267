using Wfn.Import.Families;
using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx;

/// <summary>What nodes are given of integers that stand for real numbers: the real numbers where they only move them, else the integers.</summary>
internal sealed class QuantizedOperands(GraphBuilder graph)
{
    private readonly Dictionary<(string Real, QuantizedForm Form), IntegerValue> made = [];

    /// <summary>The integers.</summary>
    public IntegerValue Integers(QuantizedValue value)
    {
        var key = (value.Real.Name, value.Form);
        if (!made.TryGetValue(key, out var integers))
        {
            made.Add(key, integers = QuantizedIntegers.Of(graph, value));
        }

        return integers;
    }

    /// <summary>Replaces operands that are such integers. Returns the form that the node's results have, or null where they are as the node makes them.</summary>
    public QuantizedForm? Resolve(OnnxOperator known, ModelNode node, ImportedValue?[] operands)
    {
        if (known.ReadsQuantized || !Array.Exists(operands, operand => operand is QuantizedValue))
        {
            return null;
        }

        if (Common(operands, known.QuantizedOperands) is { } form)
        {
            for (var i = 0; i < Math.Min(known.QuantizedOperands, operands.Length); i++)
            {
                operands[i] = operands[i] switch
                {
                    QuantizedValue value => value.Real,
                    ConstantValue { Tensor: { IsFloat: false, Stored: not null } } narrow => QuantizedOperand.Real(node, graph, narrow, form),
                    var other => other,
                };
            }

            return form;
        }

        for (var i = 0; i < operands.Length; i++)
        {
            operands[i] = operands[i] is QuantizedValue value ? Integers(value) : operands[i];
        }

        return null;
    }

    // One for all of the tensor, of all the operands that are moved; only constants may be others.
    private static QuantizedForm? Common(ImportedValue?[] operands, int moved)
    {
        var form = (operands[0] as QuantizedValue)?.Form ?? operands.OfType<QuantizedValue>().First().Form;
        for (var i = 0; i < operands.Length; i++)
        {
            var fits = operands[i] switch
            {
                QuantizedValue value => i < moved && value.Form.MeansThatOf(form),
                IntegerValue or ActivationValue => i >= moved,
                ConstantValue => i >= moved || (form.Scale is ConstantValue && form.ZeroPoint is null or ConstantValue),
                _ => true,
            };
            if (!fits)
            {
                return null;
            }
        }

        return form.IsOfTensor ? form : null;
    }
}
