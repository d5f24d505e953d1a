/** Who plans, who decides, who keeps the watch; and who brings in what an older register says. */
export const planning = ['planner', 'ops-officer', 'importer'] as const;
export const deciding = ['ops-officer', 'importer'] as const;
export const watching = ['watch-officer', 'ops-officer', 'importer'] as const;
export const anyone = ['planner', 'ops-officer', 'watch-officer', 'importer'] as const;
