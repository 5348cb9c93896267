using Wfn.Integers;
using Wfn.Operators;

namespace Wfn.Planning;

/// <summary>Values that are the elements of others under another shape.</summary>
internal static class Views
{
    /// <summary>Whether an operation does nothing but to give its operand another shape.</summary>
    public static bool Makes(FixedPointOperation operation) => operation switch
    {
        ReshapeOperation => true,
        Float32Operation node => OperatorDefinition.Of(node.Node).IsView,
        _ => false,
    };

    /// <summary>The value whose elements another one is.</summary>
    public static string Root(string value, UseDef useDef)
    {
        while (useDef.Definition(value) is { } definition && Makes(definition))
        {
            value = definition.Inputs[0];
        }

        return value;
    }
}
