namespace Wfn.Planning;

/// <summary>Collects steps over named tensors and then gives every tensor its place.</summary>
internal sealed class PlanDraft
{
    // Kernels read in whole vectors, past the end of what they need but never past the workspace.
    private const int VectorSlack = 64;

    private readonly List<Storage> storages = [];
    private readonly Dictionary<string, Storage> tensors = new(StringComparer.Ordinal);
    private readonly List<Entry> entries = [];

    /// <summary>Declares an input of the network.</summary>
    public void AddInput(string tensor, int length) => NewStorage(tensor, length).NeedAt(-1);

    /// <summary>Adds a step that reads tensors and makes one.</summary>
    public void Add(PlanStep step, IReadOnlyList<string> inputs, string output, int outputLength, long scratchLength = 0)
    {
        var number = entries.Count;
        var reads = inputs.Select(i => tensors[i]).ToArray();
        var scratch = new Storage((int)Math.Min(scratchLength, int.MaxValue));
        if (scratchLength > 0)
        {
            storages.Add(scratch);
            scratch.NeedAt(number);
        }

        foreach (var read in reads)
        {
            read.NeedAt(number);
        }

        var made = NewStorage(output, outputLength);
        made.NeedAt(number);
        entries.Add(new Entry(step, reads, made, scratch));
    }

    /// <summary>Gives a tensor a second name, under the same elements.</summary>
    public void Alias(string tensor, string alias) => tensors.Add(alias, tensors[tensor]);

    /// <summary>Keeps a tensor to the end.</summary>
    public void Keep(string tensor) => tensors[tensor].NeedAt(entries.Count);

    /// <summary>The finished plan.</summary>
    /// <param name="elementBytes">Bytes of an element.</param>
    /// <param name="inputs">The inputs, without their places.</param>
    /// <param name="outputs">The outputs, without their places.</param>
    public ExecutionPlan Finish(int elementBytes, IEnumerable<PlanPort> inputs, IEnumerable<PlanPort> outputs)
    {
        var length = StorageAllocation.Allocate(storages);
        return new ExecutionPlan
        {
            Inputs = Placed(inputs),
            Outputs = Placed(outputs),
            Steps = entries.Select(e => e.Step with
            {
                Inputs = e.Reads.Select(r => r.Region).ToEquatableArray(),
                Output = e.Made.Region,
                Scratch = e.Scratch.Region,
            }).ToEquatableArray(),
            WorkspaceLength = length + VectorSlack,
            ElementBytes = elementBytes,
        };
    }

    private EquatableArray<PlanPort> Placed(IEnumerable<PlanPort> ports) =>
        ports.Select(p => p with { Region = tensors[p.Name].Region }).ToEquatableArray();

    private Storage NewStorage(string tensor, int length)
    {
        var storage = new Storage(length);
        storages.Add(storage);
        tensors.Add(tensor, storage);
        return storage;
    }

    private sealed record Entry(PlanStep Step, Storage[] Reads, Storage Made, Storage Scratch);
}
