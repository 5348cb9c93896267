using Wfn.Import.TfLite.Schema;

namespace Wfn.Import.TfLite;

/// <summary>The tensors of one import: those of the graph that runs, and those of each branch that takes its node's place.</summary>
/// <param name="tensors">What the file says of those of the graph that runs.</param>
/// <param name="names">Their unique names.</param>
/// <param name="read">Those of them that a node which is needed reads, or the network gives.</param>
internal sealed class TensorTable(IEnumerable<TfLiteTensor> tensors, IEnumerable<string> names, IEnumerable<int> read)
{
    private readonly List<TfLiteTensor> tensors = [.. tensors];
    private readonly List<string> names = [.. names];
    private readonly HashSet<int> read = [.. read];

    /// <summary>What the file says of a tensor.</summary>
    public TfLiteTensor this[int tensor] => tensors[tensor];

    /// <summary>A tensor's unique name.</summary>
    public string Name(int tensor) => names[tensor];

    /// <summary>Whether a node that is needed reads a tensor, or the network gives it.</summary>
    public bool IsRead(int tensor) => read.Contains(tensor);

    /// <summary>Adds a tensor under a name that no other one has.</summary>
    public int Add(TfLiteTensor tensor, string name)
    {
        tensors.Add(tensor);
        names.Add(name);
        return tensors.Count - 1;
    }

    /// <summary>Says that a tensor is read.</summary>
    public void Read(int tensor) => read.Add(tensor);
}
