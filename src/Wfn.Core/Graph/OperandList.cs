namespace Wfn.Graph;

/// <summary>Edits of a node's list of operands or results.</summary>
internal static class OperandList
{
    /// <summary>The list with another name at a place; null leaves the operand out, and a list never ends in one left out.</summary>
    public static EquatableArray<string> With(this EquatableArray<string> names, int place, string? name)
    {
        var list = names.ToArray().ToList();
        while (list.Count <= place)
        {
            list.Add(Node.LeftOut);
        }

        list[place] = name ?? Node.LeftOut;
        while (list.Count > 0 && list[list.Count - 1].Length == 0)
        {
            list.RemoveAt(list.Count - 1);
        }

        return list.ToEquatableArray();
    }
}
