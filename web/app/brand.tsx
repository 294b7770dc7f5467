/** The sign of the product: a baton changing hands. */
export function Brand({ compact = false, size = 28 }: { compact?: boolean; size?: number }) {
  return (
    <span className="brand">
      <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="8" fill="#0b5f5a" />
        <path d="M9 23 23 9" stroke="#fff" strokeWidth="5" strokeLinecap="round" />
        <path d="m18.5 13.5 4.5-4.5" stroke="#ff7a45" strokeWidth="5" strokeLinecap="round" />
      </svg>
      {compact && <span className="only-heard">Baton 接力</span>}
      {!compact && (
        <span className="brand-name">
          Baton <span lang="zh-CN">接力</span>
        </span>
      )}
    </span>
  )
}
